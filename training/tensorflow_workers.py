"""Several processes through `tf.distribute`: TF_CONFIG says which, collectives add up.

`MultiWorkerMirroredStrategy` sets up the cluster and the collectives (NCCL between GPUs, rings
between CPUs). Its mirrored variables are not used: each process has plain ones, because the length
of a batch's texts differs from process to process, and a collective inside the graph of one length
would wait for a process that traces another. So the gradients are computed in a graph for each
length, added up in one graph that is the same everywhere, and applied in a third. Clipping sees
the mean gradient, as in one process, and the chief can read and save by itself.
"""

from collections.abc import Callable, Sequence
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from recognizer.network.rare import Rare
from training.errors import WorkersError
from training.tensorflow_step import differentiate
from training.workers import Step


class TensorFlowWorkers:
    """The processes of TF_CONFIG, met; each has one GPU, or its CPU."""

    def __init__(self) -> None:
        resolver = tf.distribute.cluster_resolver.TFConfigClusterResolver()
        cluster = resolver.cluster_spec()
        chiefs = cluster.num_tasks("chief") if "chief" in cluster.jobs else 0
        self.index = resolver.task_id + (0 if resolver.task_type == "chief" else chiefs)
        _take_one_gpu(self.index)
        self._strategy = tf.distribute.MultiWorkerMirroredStrategy()
        self.count: int = self._strategy.num_replicas_in_sync
        self._added_up = tf.function(self._add_up)

    @property
    def is_chief(self) -> bool:
        """Whether this process writes the files of the run."""
        return self.index == 0

    def from_chief(self, value: float) -> float:
        """Give the chief's `value` to all."""
        (shared,) = self._sum([tf.constant(value if self.is_chief else 0.0, tf.float64)])
        return float(shared)

    def any(self, flag: bool) -> bool:
        """Tell whether `flag` is set in any process."""
        (flags,) = self._sum([tf.constant(float(flag), tf.float64)])
        return float(flags) > 0

    def share(self, variables: Sequence[Any]) -> None:
        """Set the variables of all processes to the chief's."""
        of_dtype: dict[tf.DType, list[Any]] = {}  # a collective adds up values of one type
        for variable in variables:
            of_dtype.setdefault(tf.convert_to_tensor(variable).dtype, []).append(variable)
        for _, alike in sorted(of_dtype.items(), key=lambda pair: pair[0].name):
            values = [tf.convert_to_tensor(variable) for variable in alike]
            if not self.is_chief:
                values = [tf.zeros_like(value) for value in values]
            for variable, value in zip(alike, self._sum(values), strict=True):
                variable.assign(value)

    def make_step(
        self,
        model: Rare,
        optimizer: keras.optimizers.Optimizer,
        loss_of: Callable[..., Any],
        step: Callable[[], Step],
    ) -> Step:
        """Make the step that all take together."""
        del step

        @tf.function
        def dense_gradients(batch: dict[str, tf.Tensor]) -> tuple[tf.Tensor, list[tf.Tensor]]:
            loss, gradients = differentiate(model, loss_of, batch)
            return loss, [tf.convert_to_tensor(gradient) for gradient in gradients]

        @tf.function
        def update(gradients: list[tf.Tensor]) -> None:
            optimizer.apply(gradients, model.trainable_variables)

        def run(batch: dict[str, np.ndarray]) -> Any:
            loss, gradients = dense_gradients({name: tf.constant(v) for name, v in batch.items()})
            loss, *gradients = [total / self.count for total in self._sum([loss, *gradients])]
            update(gradients)
            return loss

        return run

    def _sum(self, values: list[tf.Tensor]) -> list[tf.Tensor]:
        """Give the sums of all processes' values. Raises WorkersError where one has ended."""
        try:
            sums: list[tf.Tensor] = self._added_up(values)
        except tf.errors.OpError as error:
            why = (error.message or "").strip().partition("\n")[0]
            raise WorkersError(
                "another of the processes has ended; start all of them again with the same "
                f"commands, and the run goes on from its checkpoint ({why})"
            ) from error
        return sums

    def _add_up(self, values: list[tf.Tensor]) -> list[tf.Tensor]:

        def reduce(own: list[tf.Tensor]) -> Any:
            # The collective runs where its values are; an argument of a graph is nowhere yet.
            placed = [tf.identity(value) for value in own]
            context = tf.distribute.get_replica_context()
            return context.all_reduce(tf.distribute.ReduceOp.SUM, placed)

        added: list[tf.Tensor] = self._strategy.run(reduce, args=(values,))
        return added


def _take_one_gpu(index: int) -> None:
    """Leave each process of a host one of its GPUs, in turn."""
    gpus = tf.config.list_physical_devices("GPU")
    if gpus:
        own = gpus[index % len(gpus)]
        tf.config.set_visible_devices(own, "GPU")
        tf.config.experimental.set_memory_growth(own, True)

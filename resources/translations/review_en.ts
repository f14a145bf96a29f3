<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
 <context>
  <name>ComparisonView</name>
  <message numerus="yes">
   <source>{count} more lines</source>
   <translation>
    <numerusform>{count} more line</numerusform>
    <numerusform>{count} more lines</numerusform>
   </translation>
  </message>
 </context>
 <context>
  <name>CurvePlot</name>
  <message numerus="yes">
   <source>{count} images</source>
   <translation>
    <numerusform>{count} image</numerusform>
    <numerusform>{count} images</numerusform>
   </translation>
  </message>
 </context>
 <context>
  <name>ExportDialog</name>
  <message numerus="yes">
   <source>Left out: {count}, the first: {reason}</source>
   <translation>
    <numerusform>Left out: {count}, {reason}</numerusform>
    <numerusform>Left out: {count}, the first: {reason}</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>Written: {count} lines in {path}</source>
   <translation>
    <numerusform>Written: {count} line in {path}</numerusform>
    <numerusform>Written: {count} lines in {path}</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>{count} decisions: {verdicts}</source>
   <translation>
    <numerusform>{count} decision: {verdicts}</numerusform>
    <numerusform>{count} decisions: {verdicts}</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>{count} labels corrected, the others as they are</source>
   <translation>
    <numerusform>{count} label corrected, the others as they are</numerusform>
    <numerusform>{count} labels corrected, the others as they are</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>{count} labels: {verdicts}</source>
   <translation>
    <numerusform>{count} label: {verdicts}</numerusform>
    <numerusform>{count} labels: {verdicts}</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>{count} left out: parts of pages, empty, or with a tab or line break</source>
   <translation>
    <numerusform>{count} left out: part of a page, empty, or with a tab or line break</numerusform>
    <numerusform>{count} left out: parts of pages, empty, or with a tab or line break</numerusform>
   </translation>
  </message>
 </context>
 <context>
  <name>MainWindow</name>
  <message numerus="yes">
   <source>{count} entries could not be loaded: {key}</source>
   <translation>
    <numerusform>{count} entry could not be loaded: {key}</numerusform>
    <numerusform>{count} entries could not be loaded: {key}</numerusform>
   </translation>
  </message>
 </context>
 <context>
  <name>OpeningPage</name>
  <message numerus="yes">
   <source>{count} items</source>
   <translation>
    <numerusform>{count} item</numerusform>
    <numerusform>{count} items</numerusform>
   </translation>
  </message>
 </context>
 <context>
  <name>ProblemsDialog</name>
  <message numerus="yes">
   <source>{count} entries could not be loaded. The rest is in the review.</source>
   <translation>
    <numerusform>{count} entry could not be loaded. The rest is in the review.</numerusform>
    <numerusform>{count} entries could not be loaded. The rest is in the review.</numerusform>
   </translation>
  </message>
 </context>
 <context>
  <name>QueuePanel</name>
  <message numerus="yes">
   <source>{count} items selected: a verdict is for all</source>
   <translation>
    <numerusform>{count} item selected: a verdict is for it</numerusform>
    <numerusform>{count} items selected: a verdict is for all</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>{count} items, {order} ({key})</source>
   <translation>
    <numerusform>{count} item, {order} ({key})</numerusform>
    <numerusform>{count} items, {order} ({key})</numerusform>
   </translation>
  </message>
 </context>
 <context>
  <name>ReviewPage</name>
  <message numerus="yes">
   <source>{count} items in one step</source>
   <translation>
    <numerusform>{count} item in one step</numerusform>
    <numerusform>{count} items in one step</numerusform>
   </translation>
  </message>
 </context>
 <context>
  <name>StatisticsDialog</name>
  <message numerus="yes">
   <source>Decided: {done} of {count} items.</source>
   <translation>
    <numerusform>Decided: {done} of {count} item.</numerusform>
    <numerusform>Decided: {done} of {count} items.</numerusform>
   </translation>
  </message>
 </context>
 <context>
  <name>StatusLine</name>
  <message numerus="yes">
   <source>{count} days</source>
   <translation>
    <numerusform>{count} day</numerusform>
    <numerusform>{count} days</numerusform>
   </translation>
  </message>
 </context>
 <context>
  <name>TrainingPlan</name>
  <message numerus="yes">
   <source>{count} items, {corrected} of them corrected</source>
   <translation>
    <numerusform>{count} item, {corrected} corrected</numerusform>
    <numerusform>{count} items, {corrected} of them corrected</numerusform>
   </translation>
  </message>
 </context>
 <context>
  <name>TrainingProgress</name>
  <message numerus="yes">
   <source>Starts from {base}. Learns from {count} items; {held_out} held out to judge by.</source>
   <translation>
    <numerusform>Starts from {base}. Learns from {count} item; {held_out} held out to judge by.</numerusform>
    <numerusform>Starts from {base}. Learns from {count} items; {held_out} held out to judge by.</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>{count} items cannot be used.</source>
   <translation>
    <numerusform>{count} item cannot be used.</numerusform>
    <numerusform>{count} items cannot be used.</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>{done} of {count} images</source>
   <translation>
    <numerusform>{done} of {count} image</numerusform>
    <numerusform>{done} of {count} images</numerusform>
   </translation>
  </message>
 </context>
 <context>
  <name>TrainingReport</name>
  <message numerus="yes">
   <source>{count} words</source>
   <translation>
    <numerusform>{count} word</numerusform>
    <numerusform>{count} words</numerusform>
   </translation>
  </message>
 </context>
</TS>

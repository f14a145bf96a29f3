#!/usr/bin/env bash
# Installs the Korean faces that training draws with: Debian's packages (as root) and free
# handwriting, text, display and pixel faces from npm, into the folder given. Web fonts among them
# are unpacked by the PYTHON given (it needs fonttools) and, where there is only a .woff2, by woff2.
set -euo pipefail
folder=${1:?usage: fonts.sh FOLDER PYTHON}
python=$(realpath --no-symlinks "${2:?usage: fonts.sh FOLDER PYTHON}")
unpack=$(realpath "$(dirname "$0")/unpack_web_fonts.py")

debian=(
    fonts-nanum fonts-nanum-extra fonts-nanum-eco fonts-noto-cjk fonts-noto-cjk-extra
    fonts-unfonts-core fonts-unfonts-extra fonts-alee fonts-baekmuk fonts-naver-d2coding
    fonts-woowa-bm fonts-lexi-gulim fonts-lexi-saebom hunspell-ko woff2
)
npm=(
    nanum-pen-script nanum-brush-script gaegu jua black-han-sans do-hyeon dokdo east-sea-dokdo
    gamja-flower gugi poor-story single-day song-myung sunflower cute-font
    black-and-white-picture gowun-dodum gowun-batang gothic-a1 ibm-plex-sans-kr noto-sans-kr
    noto-serif-kr nanum-gothic nanum-myeongjo nanum-gothic-coding dongle bagel-fat-one gasoek-one
    moirai-one orbit
)
others=(
    pretendard wanted-sans spoqa-han-sans galmuri @sun-typeface/suit
    @fontsource/{hahmlet,stylish,hi-melody,diphylleia,grandiflora-one,asta-sans}
    @kfonts/{line-seed-sans-kr,ridi-batang,neodgm}
    @noonnu/{treegarden,bareun-mental,mapo-flower-island,recipekorea,sb-aggro-b}
    @noonnu/ko-pub-{batang,dotum-medium}
    @noonnu/cafe24-{dangdanghae,danjunghae,dongdong,ohsquare,ohsquareair}
    @noonnu/cafe24-{oneprettynight,simplehae,shiningstar,ssukssuk,syongsyong}
    @noonnu/cafe24-{ssurround,ssurround-air,classic-type-regular}
    @noonnu/gmarket-sans-medium
)
if [ "$(id -u)" -eq 0 ]; then
    apt-get update --quiet=2
    DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends "${debian[@]}"
else
    echo "Run once as an administrator: apt-get install ${debian[*]}" >&2
fi
mkdir -p "$folder"
cd "$folder"
[ -f package.json ] || npm init --yes >/dev/null
npm install --ignore-scripts --no-audit --no-fund "${npm[@]/#/@expo-google-fonts/}" "${others[@]}"
"$python" "$unpack" node_modules
if command -v woff2_decompress >/dev/null; then
    woff2_decompress node_modules/@noonnu/cafe24-classic-type-regular/fonts/*.woff2
fi

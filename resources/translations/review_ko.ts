<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ko" sourcelanguage="en">
 <context>
  <name>AlternativesView</name>
  <message>
   <source>Instead</source>
   <translation>후보</translation>
  </message>
  <message>
   <source>a space</source>
   <translation>공백</translation>
  </message>
 </context>
 <context>
  <name>ComparisonView</name>
  <message>
   <source>Both</source>
   <translation>같음</translation>
  </message>
  <message>
   <source>Label</source>
   <translation>라벨</translation>
  </message>
  <message>
   <source>Prediction</source>
   <translation>예측</translation>
  </message>
  <message>
   <source>Shown is what {model} reads, and its doubt.</source>
   <translation>여기 보이는 예측과 의심도는 {model} 모델의 것입니다.</translation>
  </message>
  <message>
   <source>The model cannot read this image: {reason}</source>
   <translation>모델이 이 이미지를 읽지 못합니다: {reason}</translation>
  </message>
  <message>
   <source>not read yet</source>
   <translation>아직 읽지 않음</translation>
  </message>
  <message>
   <source>trained on this</source>
   <translation>학습한 항목</translation>
  </message>
  <message numerus="yes">
   <source>{count} more lines</source>
   <translation>
    <numerusform>{count}줄 더 있음</numerusform>
   </translation>
  </message>
  <message>
   <source>{model} was trained on this item; its agreement proves little.</source>
   <translation>{model} 모델은 이 항목으로 학습했습니다. 라벨과 같게 읽어도 믿을 근거가 되지 못합니다.</translation>
  </message>
  <message>
   <source>{percent} sure</source>
   <translation>확신도 {percent}</translation>
  </message>
 </context>
 <context>
  <name>ConsentDialog</name>
  <message>
   <source>&amp;Open it</source>
   <translation>열기(&amp;O)</translation>
  </message>
  <message>
   <source>A model is a program: opening it lets it run with your rights. This one did not come with Hangul OCR Review. Open it only if you know where it is from.</source>
   <translation>모델은 프로그램입니다. 열면 내 권한으로 실행됩니다. 이 모델은 한글 OCR 검수에 포함된 것이 아닙니다. 어디서 온 것인지 알 때만 여세요.</translation>
  </message>
  <message>
   <source>Do not open</source>
   <translation>열지 않기</translation>
  </message>
  <message>
   <source>Folder</source>
   <translation>폴더</translation>
  </message>
  <message>
   <source>Hash (sha256)</source>
   <translation>해시 (sha256)</translation>
  </message>
  <message>
   <source>Open an archive from elsewhere?</source>
   <translation>다른 곳에서 온 아카이브를 열까요?</translation>
  </message>
  <message>
   <source>What it is</source>
   <translation>종류</translation>
  </message>
  <message>
   <source>Written by</source>
   <translation>만든 프로그램</translation>
  </message>
  <message>
   <source>Your answer is remembered for exactly these files: any change asks again.</source>
   <translation>이 답은 지금 이 파일들에만 적용됩니다. 하나라도 바뀌면 다시 묻습니다.</translation>
  </message>
  <message>
   <source>a SavedModel without archive.json</source>
   <translation>archive.json이 없는 SavedModel</translation>
  </message>
  <message>
   <source>an archive of this program, made or changed elsewhere</source>
   <translation>이 프로그램의 아카이브이지만 다른 곳에서 만들었거나 고친 것</translation>
  </message>
  <message>
   <source>not told</source>
   <translation>알 수 없음</translation>
  </message>
 </context>
 <context>
  <name>CurvePlot</name>
  <message numerus="yes">
   <source>{count} images</source>
   <translation>
    <numerusform>이미지 {count}개</numerusform>
   </translation>
  </message>
 </context>
 <context>
  <name>Deck</name>
  <message>
   <source>Built-in Hangul</source>
   <translation>내장 두벌식</translation>
  </message>
  <message>
   <source>Cancel</source>
   <translation>취소</translation>
  </message>
  <message>
   <source>Confirm</source>
   <translation>확정</translation>
  </message>
  <message>
   <source>Consonant replaces final</source>
   <translation>자음은 받침을 바꿈</translation>
  </message>
  <message>
   <source>Consonant replaces initial</source>
   <translation>자음은 초성을 바꿈</translation>
  </message>
  <message>
   <source>Exclude, because the image is</source>
   <translation>제외 이유</translation>
  </message>
  <message>
   <source>System keyboard</source>
   <translation>시스템 자판</translation>
  </message>
 </context>
 <context>
  <name>Dialogs</name>
  <message>
   <source>Close</source>
   <translation>닫기</translation>
  </message>
 </context>
 <context>
  <name>ExportDialog</name>
  <message>
   <source>&amp;1  Labels (gt.txt): path, tab, label</source>
   <translation>&amp;1  라벨 (gt.txt): 경로, 탭, 라벨</translation>
  </message>
  <message>
   <source>&amp;2  Decisions (corrections.jsonl): every verdict</source>
   <translation>&amp;2  검수 기록 (corrections.jsonl): 모든 판정</translation>
  </message>
  <message>
   <source>&amp;3  The dataset's own format, only labels changed</source>
   <translation>&amp;3  데이터셋 원래 형식, 라벨만 바꿈</translation>
  </message>
  <message>
   <source>&amp;4  A new dataset with the images, words cut from pages</source>
   <translation>&amp;4  이미지까지 담은 새 데이터셋 (페이지의 단어는 잘라 냄)</translation>
  </message>
  <message>
   <source>&amp;Browse …</source>
   <translation>찾아보기(&amp;B) …</translation>
  </message>
  <message>
   <source>&amp;To</source>
   <translation>저장 위치(&amp;T)</translation>
  </message>
  <message>
   <source>Export</source>
   <translation>내보내기</translation>
  </message>
  <message>
   <source>Format of the new dataset</source>
   <translation>새 데이터셋의 형식</translation>
  </message>
  <message numerus="yes">
   <source>Left out: {count}, the first: {reason}</source>
   <translation>
    <numerusform>빠진 항목 {count}건, 첫 번째: {reason}</numerusform>
   </translation>
  </message>
  <message>
   <source>With &amp;undecided items, their labels as they are</source>
   <translation>아직 검수하지 않은 항목도 원래 라벨 그대로 포함(&amp;U)</translation>
  </message>
  <message>
   <source>Writing …</source>
   <translation>쓰는 중 …</translation>
  </message>
  <message numerus="yes">
   <source>Written: {count} lines in {path}</source>
   <translation>
    <numerusform>{count}건을 썼습니다: {path}</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>{count} decisions: {verdicts}</source>
   <translation>
    <numerusform>판정 {count}건: {verdicts}</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>{count} labels corrected, the others as they are</source>
   <translation>
    <numerusform>고친 라벨 {count}건, 나머지는 그대로</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>{count} labels: {verdicts}</source>
   <translation>
    <numerusform>라벨 {count}건: {verdicts}</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>{count} left out: parts of pages, empty, or with a tab or line break</source>
   <translation>
    <numerusform>{count}건 제외: 페이지의 일부이거나, 비었거나, 탭·줄바꿈이 있는 라벨</numerusform>
   </translation>
  </message>
  <message>
   <source>{number} {verdict}</source>
   <translation>{verdict} {number}</translation>
  </message>
 </context>
 <context>
  <name>FormatDialog</name>
  <message>
   <source>Format</source>
   <translation>형식</translation>
  </message>
  <message>
   <source>Looking at the dataset …</source>
   <translation>데이터셋을 살펴보는 중 …</translation>
  </message>
  <message>
   <source>Nothing was decided yet: {file} begins anew in this format, and the model reads from the beginning.</source>
   <translation>아직 판정한 것이 없습니다. {file} 파일을 이 형식으로 새로 시작하고, 모델도 처음부터 다시 읽습니다.</translation>
  </message>
  <message>
   <source>Open</source>
   <translation>열기</translation>
  </message>
  <message>
   <source>Open as another format</source>
   <translation>다른 형식으로 열기</translation>
  </message>
  <message>
   <source>Reading …</source>
   <translation>읽는 중 …</translation>
  </message>
  <message>
   <source>Recognised by</source>
   <translation>근거</translation>
  </message>
  <message>
   <source>The dataset is open in this format.</source>
   <translation>지금 이 형식으로 열려 있습니다.</translation>
  </message>
  <message>
   <source>The review will be kept in {file}.</source>
   <translation>검수는 {file} 파일에 저장됩니다.</translation>
  </message>
  <message>
   <source>There is a review in this format, {file}: it goes on where it was.</source>
   <translation>이 형식으로 한 검수 {file} 파일이 있습니다. 하던 자리에서 이어집니다.</translation>
  </message>
  <message>
   <source>Your decisions stay as they are. In this format the dataset gets a second review beside the first: {file}. The first still opens by itself; choose the format here again to go on with the second.</source>
   <translation>지금까지의 판정은 그대로 남습니다. 이 형식의 검수는 그 옆에 따로 둡니다: {file}. 다음에 데이터셋을 열면 처음 검수가 열리며, 여기서 이 형식을 다시 고르면 두 번째 검수를 이어서 합니다.</translation>
  </message>
  <message>
   <source>nothing seen</source>
   <translation>근거 없음</translation>
  </message>
  <message>
   <source>{format} (now)</source>
   <translation>{format} (지금)</translation>
  </message>
  <message>
   <source>{name}: formats that fit come first.</source>
   <translation>{name}: 맞는 형식이 먼저 나옵니다.</translation>
  </message>
 </context>
 <context>
  <name>HintStrip</name>
  <message>
   <source>Got it</source>
   <translation>알겠어요</translation>
  </message>
  <message>
   <source>Label as in the image? &lt;b&gt;{accept}&lt;/b&gt;. Prediction right? &lt;b&gt;{take}&lt;/b&gt;. Neither? &lt;b&gt;{edit}&lt;/b&gt; and type. Unreadable? &lt;b&gt;{exclude}&lt;/b&gt;. &lt;b&gt;{undo}&lt;/b&gt; takes back.</source>
   <translation>라벨이 이미지와 같으면 &lt;b&gt;{accept}&lt;/b&gt;, 예측이 맞으면 &lt;b&gt;{take}&lt;/b&gt;, 직접 고치려면 &lt;b&gt;{edit}&lt;/b&gt;, 읽을 수 없으면 &lt;b&gt;{exclude}&lt;/b&gt;. 되돌리기는 &lt;b&gt;{undo}&lt;/b&gt;.</translation>
  </message>
 </context>
 <context>
  <name>ImageView</name>
  <message>
   <source>Loading the image …</source>
   <translation>이미지를 불러오는 중 …</translation>
  </message>
  <message>
   <source>No image</source>
   <translation>이미지 없음</translation>
  </message>
  <message>
   <source>The dataset is out of reach</source>
   <translation>데이터셋에 접근할 수 없습니다</translation>
  </message>
  <message>
   <source>This image cannot be shown</source>
   <translation>이미지를 표시할 수 없습니다</translation>
  </message>
 </context>
 <context>
  <name>ItemHeader</name>
  <message>
   <source>before: {label}</source>
   <translation>원래 라벨: {label}</translation>
  </message>
  <message>
   <source>{faults} · {key}: {clean}</source>
   <translation>{faults} · {key} 키로 정리: {clean}</translation>
  </message>
 </context>
 <context>
  <name>KeysDialog</name>
  <message>
   <source>Every key works in Hangul mode, too. Several rows selected in the list (Shift+↑↓) are decided in one step; E and 1–5 are for one alone. While typing: Alt+1–5 takes an alternative, Tab chooses between initial and final, Shift+Space changes the keyboard.</source>
   <translation>모든 키는 한글 입력 상태에서도 똑같이 동작합니다. 목록에서 여러 줄을 선택하면(Shift+↑↓) 한 번에 판정합니다. E와 1–5는 한 건에만 씁니다. 입력 중에는 Alt+1–5로 후보를 넣고, Tab으로 초성과 받침을 바꿔 고르고, Shift+Space로 자판을 바꿉니다.</translation>
  </message>
  <message>
   <source>Keys</source>
   <translation>단축키</translation>
  </message>
 </context>
 <context>
  <name>MainWindow</name>
  <message>
   <source>Hangul OCR Review</source>
   <translation>한글 OCR 검수</translation>
  </message>
  <message>
   <source>If it is something else: {key}</source>
   <translation>다른 형식이면 {key}</translation>
  </message>
  <message>
   <source>Open dataset</source>
   <translation>데이터셋 열기</translation>
  </message>
  <message numerus="yes">
   <source>{count} entries could not be loaded: {key}</source>
   <translation>
    <numerusform>불러오지 못한 항목이 {count}건 있습니다. 보기: {key}</numerusform>
   </translation>
  </message>
 </context>
 <context>
  <name>Messages</name>
  <message>
   <source>Every decision and reading is kept, and what is weighed by now, too. Opened again, it goes on from here.</source>
   <translation>판정과 예측은 모두 남아 있고, 지금까지 계산한 것도 남아 있습니다. 다시 열면 여기서 이어 갑니다.</translation>
  </message>
  <message>
   <source>No keyring is installed, and secrets are kept nowhere else. Install it with: pip install keyring</source>
   <translation>키링이 설치되어 있지 않습니다. 토큰과 비밀번호는 다른 곳에 저장하지 않습니다. 설치: pip install keyring</translation>
  </message>
  <message>
   <source>No version of {model} is loaded.</source>
   <translation>불러온 {model} 버전이 없습니다.</translation>
  </message>
  <message>
   <source>Nothing answers at {origin} ({said}). gRPC is usually on port 8500.</source>
   <translation>{origin}에서 응답이 없습니다 ({said}). gRPC는 보통 8500번 포트입니다.</translation>
  </message>
  <message>
   <source>Nothing answers at {origin}. Start the server, or check host and port (REST is usually on 8501, gRPC on 8500).</source>
   <translation>{origin}에서 응답이 없습니다. 서버를 시작하거나 호스트와 포트를 확인하세요 (REST는 보통 8501, gRPC는 8500).</translation>
  </message>
  <message>
   <source>Nothing of the import was kept; the dataset is as it was. Opened again, it is read from its beginning.</source>
   <translation>가져오던 내용은 남기지 않았고, 데이터셋은 그대로입니다. 다시 열면 처음부터 읽습니다.</translation>
  </message>
  <message>
   <source>Read as {title}: {why}.</source>
   <translation>형식: {title}. 근거: {why}.</translation>
  </message>
  <message>
   <source>Stopped; nothing was changed.</source>
   <translation>중지했습니다. 바뀐 것은 없습니다.</translation>
  </message>
  <message>
   <source>The certificate of {origin} is not trusted ({why}). If the server has a certificate of your own authority, give its CA file.</source>
   <translation>{origin}의 인증서를 믿을 수 없습니다 ({why}). 자체 인증 기관의 인증서라면 그 CA 파일을 지정하세요.</translation>
  </message>
  <message>
   <source>The credentials for {origin} are not sent without encryption. Use https://, or a tunnel that ends on this machine.</source>
   <translation>{origin}의 로그인 정보는 암호화 없이 보내지 않습니다. https://나 이 컴퓨터에서 끝나는 터널을 쓰세요.</translation>
  </message>
  <message>
   <source>The credentials for {origin} hold a line break or another character that does not go into a header. Enter them again.</source>
   <translation>{origin}의 로그인 정보에 줄바꿈처럼 헤더에 넣을 수 없는 문자가 있습니다. 다시 입력하세요.</translation>
  </message>
  <message>
   <source>The export was stopped; what was there before is untouched.</source>
   <translation>내보내기를 중단했습니다. 이전 파일은 그대로입니다.</translation>
  </message>
  <message>
   <source>The folder of the dataset cannot be written: the review is kept in {path}.</source>
   <translation>데이터셋 폴더에 쓸 수 없어 검수 기록을 {path}에 둡니다.</translation>
  </message>
  <message>
   <source>The model {model} on {origin} does not even read a plain image: {why}. Is it a text recogniser with this program's signature?</source>
   <translation>{origin}의 모델 {model}이(가) 단순한 이미지도 읽지 못합니다: {why}. 이 프로그램의 시그니처를 가진 문자 인식기가 맞습니까?</translation>
  </message>
  <message>
   <source>The server has been silent for {seconds} s. It is overloaded or hangs; look at its log.</source>
   <translation>서버가 {seconds}초째 답이 없습니다. 과부하이거나 멈춘 것 같습니다. 서버의 로그를 보세요.</translation>
  </message>
  <message>
   <source>The server's address holds a user name or password. Leave them out: they belong in the system keyring, from where the program sends them.</source>
   <translation>서버 주소에 사용자 이름이나 비밀번호가 들어 있습니다. 주소에서 빼세요. 시스템 키링에 두면 프로그램이 거기서 꺼내 보냅니다.</translation>
  </message>
  <message>
   <source>The system keyring cannot be read: {why}</source>
   <translation>시스템 키링을 읽을 수 없습니다: {why}</translation>
  </message>
  <message>
   <source>The system keyring does not take it: {why}</source>
   <translation>시스템 키링에 저장할 수 없습니다: {why}</translation>
  </message>
  <message>
   <source>There is no host named {host}. Check its spelling and the network.</source>
   <translation>{host}라는 호스트가 없습니다. 철자와 네트워크를 확인하세요.</translation>
  </message>
  <message>
   <source>a path, a tab and a label are expected</source>
   <translation>경로, 탭, 라벨이 있어야 합니다</translation>
  </message>
  <message>
   <source>gRPC is not in this bundle. Use the server's REST address, http://host:8501.</source>
   <translation>이 설치본에는 gRPC가 들어 있지 않습니다. 서버의 REST 주소 http://host:8501을 쓰세요.</translation>
  </message>
  <message>
   <source>gRPC is not installed ({why}). Use the server's REST address, http://host:8501, or: pip install {packages}</source>
   <translation>gRPC가 설치되어 있지 않습니다 ({why}). 서버의 REST 주소 http://host:8501을 쓰거나 설치하세요: pip install {packages}</translation>
  </message>
  <message>
   <source>has a quote that is never closed</source>
   <translation>따옴표가 닫히지 않았습니다</translation>
  </message>
  <message>
   <source>has too few columns: {found} instead of {expected}</source>
   <translation>열이 모자랍니다. {expected}개여야 하는데 {found}개입니다</translation>
  </message>
  <message>
   <source>holder unknown</source>
   <translation>연 곳을 알 수 없음</translation>
  </message>
  <message>
   <source>images named by their labels</source>
   <translation>파일 이름이 라벨인 이미지</translation>
  </message>
  <message>
   <source>is cut off (size {found}, expected {expected}): copy it again from where it came</source>
   <translation>잘렸습니다. {expected}바이트 중 {found}바이트만 있습니다. 원본에서 다시 복사하세요</translation>
  </message>
  <message>
   <source>is cut off or damaged</source>
   <translation>잘렸거나 손상되었습니다</translation>
  </message>
  <message>
   <source>is marked illegible and left out</source>
   <translation>판독 불가로 표시되어 뺐습니다</translation>
  </message>
  <message>
   <source>is no PNG, JPEG, BMP, GIF, TIFF or WebP image, or damaged</source>
   <translation>PNG, JPEG, BMP, GIF, TIFF, WebP 이미지가 아니거나 손상되었습니다</translation>
  </message>
  <message>
   <source>no Korean faces; install fonts-nanum or name font folders</source>
   <translation>한글 글꼴이 없습니다. fonts-nanum을 설치한 뒤 이어서 학습하세요.</translation>
  </message>
  <message>
   <source>no archive comes with this program: name a folder or a server</source>
   <translation>프로그램에 포함된 아카이브가 없습니다. 폴더나 서버를 지정하세요</translation>
  </message>
  <message>
   <source>not a BMP, GIF, JPEG or PNG image</source>
   <translation>BMP, GIF, JPEG, PNG 이미지가 아닙니다</translation>
  </message>
  <message>
   <source>of the images looked at ({looked}), {hangul} have Hangul in their names</source>
   <translation>살펴본 이미지 {looked}개 가운데 {hangul}개의 이름에 한글이 있음</translation>
  </message>
  <message>
   <source>process {id} on {host}</source>
   <translation>{host} 컴퓨터의 프로세스 {id}</translation>
  </message>
  <message>
   <source>the file is empty</source>
   <translation>파일이 비어 있습니다</translation>
  </message>
  <message>
   <source>the file's name is not UTF-8: rename it</source>
   <translation>파일 이름이 UTF-8이 아닙니다. 이름을 바꾸세요</translation>
  </message>
  <message>
   <source>the folder cannot be read: {why}</source>
   <translation>폴더를 읽을 수 없습니다: {why}</translation>
  </message>
  <message>
   <source>the image is cut off: the file ends before its picture does</source>
   <translation>이미지가 잘렸습니다. 그림이 끝나기 전에 파일이 끝납니다</translation>
  </message>
  <message>
   <source>the image is {size} pixels, larger than the limit of {limit}</source>
   <translation>이미지가 {size} 픽셀로, 한도({limit})보다 큽니다</translation>
  </message>
  <message>
   <source>the image is {size} pixels, too small to hold text</source>
   <translation>이미지가 {size} 픽셀로, 글자를 담기에 너무 작습니다</translation>
  </message>
  <message>
   <source>the image {path} is not there</source>
   <translation>이미지 {path} 파일이 없습니다</translation>
  </message>
  <message>
   <source>the name {path} is not UTF-8: rename it</source>
   <translation>{path}: 이름이 UTF-8이 아닙니다. 이름을 바꾸세요</translation>
  </message>
  <message>
   <source>the {format} cannot be decoded: its picture is damaged</source>
   <translation>{format} 그림이 손상되어 읽을 수 없습니다</translation>
  </message>
  <message>
   <source>the {format} is damaged: {what}</source>
   <translation>{format} 파일이 손상되었습니다: {what}</translation>
  </message>
  <message>
   <source>there is nothing to train on: {why}</source>
   <translation>학습할 항목이 없습니다: {why}</translation>
  </message>
  <message>
   <source>{file} begins with {header}, the header of EasyOCR's trainer</source>
   <translation>{file} 파일이 EasyOCR 학습기의 머리글 {header}(으)로 시작함</translation>
  </message>
  <message>
   <source>{file} has a header that names its columns</source>
   <translation>{file} 파일의 머리글에 열 이름이 있음</translation>
  </message>
  <message>
   <source>{file} has lines of an image path, a tab and a label</source>
   <translation>{file} 파일의 줄이 이미지 경로, 탭, 라벨로 되어 있음</translation>
  </message>
  <message>
   <source>{file} has lines of eight coordinates and a transcription</source>
   <translation>{file} 파일의 줄이 좌표 여덟 개와 글로 되어 있음</translation>
  </message>
  <message>
   <source>{file} has lines of image path, comma, label</source>
   <translation>{file} 파일의 줄이 이미지 경로, 쉼표, 라벨로 되어 있음</translation>
  </message>
  <message>
   <source>{file} has lines of image path, tab, label</source>
   <translation>{file} 파일의 줄이 이미지 경로, 탭, 라벨로 되어 있음</translation>
  </message>
  <message>
   <source>{file} has objects with {image} and {label} on its lines</source>
   <translation>{file} 파일의 줄마다 {image}와(과) {label}이(가) 있는 객체가 있음</translation>
  </message>
  <message>
   <source>{file} has pages with their words in JSON behind a tab</source>
   <translation>{file} 파일의 줄이 페이지 경로, 탭, 단어의 JSON으로 되어 있음</translation>
  </message>
  <message>
   <source>{file} has the keys {keys}</source>
   <translation>{file} 파일에 {keys} 키가 있음</translation>
  </message>
  <message>
   <source>{file} is an LMDB database</source>
   <translation>{file} 파일이 LMDB 데이터베이스임</translation>
  </message>
  <message>
   <source>{folder}: holds a run with another plan ({names} differ); go on with the command that began it, or choose another --folder</source>
   <translation>{folder}: 다른 계획으로 시작한 학습이라 이어 갈 수 없습니다(달라진 것: {names}). 새로 학습하세요.</translation>
  </message>
  <message>
   <source>{given} is not the address of a model server: {why}. Write http://host:8501/v1/models/ocr, host:8501, or the host alone.</source>
   <translation>{given}은(는) 모델 서버의 주소가 아닙니다: {why}. http://host:8501/v1/models/ocr, host:8501, 또는 호스트만 쓰세요.</translation>
  </message>
  <message>
   <source>{image}: a part of a file, export it with the images.</source>
   <translation>{image}: 파일의 일부이므로 이미지와 함께 내보내야 합니다.</translation>
  </message>
  <message>
   <source>{image}: a tab or line break in its label or path.</source>
   <translation>{image}: 라벨이나 경로에 탭이나 줄바꿈이 있습니다.</translation>
  </message>
  <message>
   <source>{image}: the label is empty.</source>
   <translation>{image}: 라벨이 비었습니다.</translation>
  </message>
  <message>
   <source>{origin} broke the connection before its answer was whole.</source>
   <translation>{origin}이(가) 답을 다 보내기 전에 연결을 끊었습니다.</translation>
  </message>
  <message>
   <source>{origin} did not finish its answer within {seconds} s. It is overloaded or something on the way is slow; fewer images at a time may help.</source>
   <translation>{origin}이(가) {seconds}초 안에 답을 마치지 못했습니다. 과부하이거나 중간 경로가 느립니다. 한 번에 보내는 이미지를 줄이면 나을 수 있습니다.</translation>
  </message>
  <message>
   <source>{origin} does not answer in JSON ({said}). Is this a model server?</source>
   <translation>{origin}의 답이 JSON이 아닙니다 ({said}). 모델 서버가 맞습니까?</translation>
  </message>
  <message>
   <source>{origin} does not let these credentials in ({said}). Enter the token or the password again.</source>
   <translation>{origin}이(가) 이 로그인 정보를 받지 않습니다 ({said}). 토큰이나 비밀번호를 다시 입력하세요.</translation>
  </message>
  <message>
   <source>{origin} does not take the connection within {seconds} s. Check the address, and whether a firewall stands between.</source>
   <translation>{origin}이(가) {seconds}초 안에 연결을 받지 않습니다. 주소와 중간의 방화벽을 확인하세요.</translation>
  </message>
  <message>
   <source>{origin} fails at its own work (HTTP {status}: {said}). Look at its log.</source>
   <translation>{origin} 안에서 오류가 났습니다 (HTTP {status}: {said}). 서버의 로그를 보세요.</translation>
  </message>
  <message>
   <source>{origin} has been silent for {seconds} s. It is overloaded or hangs; look at its log.</source>
   <translation>{origin}이(가) {seconds}초째 답이 없습니다. 과부하이거나 멈춘 것 같습니다. 서버의 로그를 보세요.</translation>
  </message>
  <message>
   <source>{origin} has no {model} ({said}). Check the model's name, version and label.</source>
   <translation>{origin}에 {model}이(가) 없습니다 ({said}). 모델의 이름, 버전, 레이블을 확인하세요.</translation>
  </message>
  <message>
   <source>{origin} is busy or still loading its model (HTTP {status}: {said}). It is asked again later.</source>
   <translation>{origin}이(가) 바쁘거나 모델을 불러오는 중입니다 (HTTP {status}: {said}). 나중에 다시 묻습니다.</translation>
  </message>
  <message>
   <source>{origin} is still loading {model} version {version} ({state}). It is asked again later.</source>
   <translation>{origin}이(가) {model} 버전 {version}을(를) 불러오는 중입니다 ({state}). 나중에 다시 묻습니다.</translation>
  </message>
  <message>
   <source>{origin} redirects to {target}, which is not followed. If that is where the model is, enter that address.</source>
   <translation>{origin}이(가) {target}(으)로 넘기지만 따라가지 않습니다. 모델이 거기 있다면 그 주소를 입력하세요.</translation>
  </message>
  <message>
   <source>{path} holds no images and no labels of a known format; open the folder that holds both</source>
   <translation>{path}에는 이미지도, 아는 형식의 라벨도 없습니다. 둘 다 들어 있는 폴더를 여세요</translation>
  </message>
  <message>
   <source>{path} leads outside the dataset through a symbolic link: open the folder that holds both, or put the file itself in the place of the link</source>
   <translation>{path} 경로가 심볼릭 링크로 데이터셋 밖을 가리킵니다. 둘 다 들어 있는 상위 폴더를 열거나, 링크 자리에 파일 자체를 두세요</translation>
  </message>
  <message>
   <source>{path} leads outside the dataset: open the folder that holds both, or bring the file into the dataset and correct the path</source>
   <translation>{path} 경로가 데이터셋 밖을 가리킵니다. 둘 다 들어 있는 상위 폴더를 열거나, 파일을 데이터셋 안으로 옮기고 경로를 고치세요</translation>
  </message>
  <message>
   <source>{path}: a SavedModel needs TensorFlow: pip install {package}</source>
   <translation>{path}: SavedModel을 열려면 TensorFlow가 필요합니다: pip install {package}</translation>
  </message>
  <message>
   <source>{path}: a SavedModel needs TensorFlow: start the program with --runtime-python and a Python that has it</source>
   <translation>{path}: SavedModel을 열려면 TensorFlow가 필요합니다: TensorFlow가 있는 Python을 --runtime-python으로 지정하여 프로그램을 시작하세요</translation>
  </message>
  <message>
   <source>{path}: a database, but not a review file of this program.</source>
   <translation>{path}: 데이터베이스이지만 이 프로그램의 검수 파일이 아닙니다.</translation>
  </message>
  <message>
   <source>{path}: an archive from elsewhere (sha256 {hash}). A SavedModel is code: agree to it with --trust if you know where it comes from</source>
   <translation>{path}: 다른 곳에서 온 아카이브입니다 (sha256 {hash}). SavedModel은 코드입니다. 어디서 온 것인지 안다면 --trust로 동의하세요</translation>
  </message>
  <message>
   <source>{path}: an empty file, not a review. Restore it from a backup, or move it away to begin a new review.</source>
   <translation>{path}: 검수 파일이 아니라 빈 파일입니다. 백업에서 되살리거나, 다른 곳으로 옮기고 새로 시작하세요.</translation>
  </message>
  <message>
   <source>{path}: another file has taken the place of the review. Open it anew.</source>
   <translation>{path}: 검수 파일이 있던 자리에 다른 파일이 놓였습니다. 다시 여세요.</translation>
  </message>
  <message>
   <source>{path}: another program has worked on this review just now. Open it again.</source>
   <translation>{path}: 다른 프로그램이 방금 이 검수에서 작업했습니다. 다시 여세요.</translation>
  </message>
  <message>
   <source>{path}: another program is using the file. Close it there.</source>
   <translation>{path}: 다른 프로그램이 이 파일을 쓰고 있습니다. 그쪽에서 닫으세요.</translation>
  </message>
  <message>
   <source>{path}: cannot be written. Check the rights of the file and its folder, or give another place for the review file.</source>
   <translation>{path}: 쓸 수 없습니다. 파일과 폴더의 권한을 확인하거나 검수 파일을 둘 다른 곳을 정하세요.</translation>
  </message>
  <message>
   <source>{path}: holds neither archive.json nor a SavedModel (saved_model.pb)</source>
   <translation>{path}: archive.json도 SavedModel(saved_model.pb)도 없습니다</translation>
  </message>
  <message>
   <source>{path}: is missing; archive.json lists it</source>
   <translation>{path}: archive.json에 적힌 파일이 없습니다</translation>
  </message>
  <message>
   <source>{path}: is not listed in archive.json</source>
   <translation>{path}: archive.json에 없는 파일입니다</translation>
  </message>
  <message>
   <source>{path}: is not the file that archive.json speaks of (sha256)</source>
   <translation>{path}: archive.json에 적힌 파일이 아닙니다 (sha256)</translation>
  </message>
  <message>
   <source>{path}: it ended without a word.</source>
   <translation>{path}: 아무 메시지도 남기지 않고 끝났습니다.</translation>
  </message>
  <message>
   <source>{path}: lies in the dataset, which is never written to. Choose a place outside {root}.</source>
   <translation>{path}: 데이터셋 안에 있습니다. 데이터셋에는 아무것도 쓰지 않습니다. {root} 밖의 곳을 정하세요.</translation>
  </message>
  <message>
   <source>{path}: makes no sense ({error}). Another version of the training may have written it: remove the folder and train again.</source>
   <translation>{path}: 읽을 수 없는 내용입니다({error}). 다른 버전의 학습이 쓴 것일 수 있습니다. 폴더를 지우고 새로 학습하세요.</translation>
  </message>
  <message>
   <source>{path}: no labelled image found.</source>
   <translation>{path}: 라벨이 있는 이미지를 찾지 못했습니다.</translation>
  </message>
  <message>
   <source>{path}: no labelled image found. First problem: {place}: {problem}.</source>
   <translation>{path}: 라벨이 있는 이미지를 찾지 못했습니다. 첫 번째 문제: {place}: {problem}.</translation>
  </message>
  <message>
   <source>{path}: no such file or folder</source>
   <translation>{path}: 그런 파일이나 폴더가 없습니다</translation>
  </message>
  <message>
   <source>{path}: no such folder</source>
   <translation>{path}: 그런 폴더가 없습니다</translation>
  </message>
  <message>
   <source>{path}: not a review file, or a damaged one ({error}). It is left as it is: restore it from a backup, or move it away to begin a new review.</source>
   <translation>{path}: 검수 파일이 아니거나 손상되었습니다 ({error}). 파일은 그대로 두었습니다. 백업에서 되살리거나, 다른 곳으로 옮기고 새로 시작하세요.</translation>
  </message>
  <message>
   <source>{path}: the dataset's folder is not there. Reconnect its disk or share; work on the images goes on by itself then.</source>
   <translation>{path}: 데이터셋 폴더가 없습니다. 디스크나 공유 폴더를 다시 연결하면 이미지 작업이 저절로 이어집니다.</translation>
  </message>
  <message>
   <source>{path}: the disk is full. Make room and try again; nothing so far is lost.</source>
   <translation>{path}: 디스크가 가득 찼습니다. 공간을 비우고 다시 하세요. 지금까지의 판정은 남아 있습니다.</translation>
  </message>
  <message>
   <source>{path}: the disk or share does not take it ({error}). Check that it is connected and has room, then try again; nothing so far is lost.</source>
   <translation>{path}: 디스크나 공유 폴더에 쓰지 못했습니다 ({error}). 연결과 남은 공간을 확인하고 다시 하세요. 지금까지의 판정은 남아 있습니다.</translation>
  </message>
  <message>
   <source>{path}: the name is not UTF-8 (folders from a Korean Windows are often named in CP949): rename it.</source>
   <translation>{path}: 이름이 UTF-8이 아닙니다 (한국어 Windows에서 온 폴더는 이름이 CP949인 경우가 많습니다). 이름을 바꾸세요.</translation>
  </message>
  <message>
   <source>{path}: the review file has gone ({error}). Put it back, or reconnect its disk or share; decisions are refused until then.</source>
   <translation>{path}: 검수 파일이 없어졌습니다 ({error}). 제자리에 돌려놓거나 디스크나 공유 폴더를 다시 연결하세요. 그때까지는 판정을 받지 않습니다.</translation>
  </message>
  <message>
   <source>{path}: there is no review file here.</source>
   <translation>{path}: 여기에는 검수 파일이 없습니다.</translation>
  </message>
  <message>
   <source>{path}: there is no such file of certificate authorities. Give the PEM file (or folder) that signed the server's certificate.</source>
   <translation>{path}: 그런 인증 기관 파일이 없습니다. 서버 인증서에 서명한 PEM 파일(또는 폴더)을 지정하세요.</translation>
  </message>
  <message>
   <source>{path}: this is the review itself. Choose another name.</source>
   <translation>{path}: 지금 열려 있는 검수 파일입니다. 다른 이름을 정하세요.</translation>
  </message>
  <message>
   <source>{path}: this review is already open ({holder}). Go on there, or close it first.</source>
   <translation>{path}: 이 검수는 이미 열려 있습니다 ({holder}). 그쪽에서 이어 하거나 먼저 닫으세요.</translation>
  </message>
  <message>
   <source>{path}: this review is of the dataset {dataset}, not of {other}. Open the former with it; for the latter name another review file, or move this one away. Nothing was changed.</source>
   <translation>{path}: 열려는 데이터셋({other})이 이 검수의 데이터셋({dataset})과 다릅니다. 이 검수는 원래 데이터셋으로 여세요. 새 데이터셋에는 다른 검수 파일을 정하거나, 이 파일을 다른 곳으로 옮긴 뒤 여세요. 바뀐 것은 없습니다.</translation>
  </message>
  <message>
   <source>{path}: this review was imported as {found}, not as {wanted}. Open it as that, or name another review file.</source>
   <translation>{path}: 이 검수는 {wanted} 형식이 아니라 {found} 형식으로 가져왔습니다. 그 형식으로 열거나 다른 검수 파일을 정하세요.</translation>
  </message>
  <message>
   <source>{path}: written by a newer version of the program (file version {found}, this program knows {known}). Update the program to open it.</source>
   <translation>{path}: 더 새로운 버전의 프로그램이 만든 파일입니다 (파일 버전 {found}, 이 프로그램은 {known}까지). 프로그램을 새 버전으로 바꾸세요.</translation>
  </message>
  <message>
   <source>{path}: {error}. Check that its disk or share is there.</source>
   <translation>{path}: {error}. 디스크나 공유 폴더가 연결되어 있는지 확인하세요.</translation>
  </message>
  <message>
   <source>{place}: the dataset has changed since it was imported. Put it back as it was, or export gt.txt instead.</source>
   <translation>{place}: 가져온 뒤에 데이터셋이 바뀌었습니다. 처음대로 되돌리거나 gt.txt로 내보내세요.</translation>
  </message>
  <message>
   <source>{program}: this program could not be started.</source>
   <translation>{program}: 이 프로그램을 실행하지 못했습니다.</translation>
  </message>
  <message>
   <source>{url} does not tell a model's status. Is this a model server?</source>
   <translation>{url}이(가) 모델의 상태를 알려 주지 않습니다. 모델 서버가 맞습니까?</translation>
  </message>
 </context>
 <context>
  <name>ModelDesk</name>
  <message>
   <source>In use: {model}</source>
   <translation>사용 중: {model}</translation>
  </message>
  <message>
   <source>It has the default signature only: the order goes by edit distance.</source>
   <translation>기본 시그니처뿐이라 편집 거리로 순서를 정합니다.</translation>
  </message>
  <message>
   <source>Opening {place} …</source>
   <translation>{place} 여는 중 …</translation>
  </message>
  <message>
   <source>The model stays as it was. {why}</source>
   <translation>모델을 바꾸지 못했습니다. {why}</translation>
  </message>
  <message>
   <source>the model that comes along</source>
   <translation>기본 모델</translation>
  </message>
  <message>
   <source>{model} reads from now on.</source>
   <translation>이제부터 {model}이(가) 읽습니다.</translation>
  </message>
 </context>
 <context>
  <name>ModelDialog</name>
  <message>
   <source>&amp;Choose …</source>
   <translation>고르기(&amp;C) …</translation>
  </message>
  <message>
   <source>&amp;Folder …</source>
   <translation>폴더(&amp;F) …</translation>
  </message>
  <message>
   <source>&amp;Read with this model</source>
   <translation>이 모델로 읽기(&amp;R)</translation>
  </message>
  <message>
   <source>&amp;Test ({key})</source>
   <translation>시험(&amp;T) ({key})</translation>
  </message>
  <message>
   <source>Asking {place} …</source>
   <translation>{place}에 묻는 중 …</translation>
  </message>
  <message>
   <source>Certificate authority</source>
   <translation>인증 기관 파일</translation>
  </message>
  <message>
   <source>Model</source>
   <translation>모델</translation>
  </message>
  <message>
   <source>Not tested yet</source>
   <translation>아직 시험하지 않음</translation>
  </message>
  <message>
   <source>Password</source>
   <translation>비밀번호</translation>
  </message>
  <message>
   <source>Sign in</source>
   <translation>로그인</translation>
  </message>
  <message>
   <source>The folder of an archive</source>
   <translation>아카이브 폴더</translation>
  </message>
  <message>
   <source>The folder of an archive on this machine, or the address of a server:
http://host:8501/v1/models/ocr, host:9000, grpc://host</source>
   <translation>이 컴퓨터의 아카이브 폴더나 서버 주소:
http://host:8501/v1/models/ocr, host:9000, grpc://host</translation>
  </message>
  <message>
   <source>The model that comes with the program</source>
   <translation>프로그램에 포함된 모델</translation>
  </message>
  <message>
   <source>Token</source>
   <translation>토큰</translation>
  </message>
  <message>
   <source>User name</source>
   <translation>사용자 이름</translation>
  </message>
  <message>
   <source>Who signed the server's certificate</source>
   <translation>서버 인증서에 서명한 곳</translation>
  </message>
  <message>
   <source>the system's own</source>
   <translation>시스템 기본값</translation>
  </message>
  <message>
   <source>with a token, kept in the system's keyring</source>
   <translation>토큰으로 (시스템 키링에 저장)</translation>
  </message>
  <message>
   <source>with a user name and a password, kept in the keyring</source>
   <translation>사용자 이름과 비밀번호로 (키링에 저장)</translation>
  </message>
  <message>
   <source>with what the keyring holds, if anything</source>
   <translation>키링에 저장된 것이 있으면 사용</translation>
  </message>
  <message>
   <source>without, and forget what was kept</source>
   <translation>로그인하지 않음 (저장된 정보는 지움)</translation>
  </message>
 </context>
 <context>
  <name>ModelWords</name>
  <message>
   <source>Model</source>
   <translation>모델</translation>
  </message>
  <message>
   <source>Reachable</source>
   <translation>연결됨</translation>
  </message>
  <message>
   <source>Round trip</source>
   <translation>왕복 시간</translation>
  </message>
  <message>
   <source>Signature</source>
   <translation>시그니처</translation>
  </message>
  <message>
   <source>State</source>
   <translation>상태</translation>
  </message>
  <message>
   <source>Version</source>
   <translation>버전</translation>
  </message>
  <message>
   <source>about to be loaded</source>
   <translation>곧 불러옴</translation>
  </message>
  <message>
   <source>available</source>
   <translation>사용 가능</translation>
  </message>
  <message>
   <source>being loaded</source>
   <translation>불러오는 중</translation>
  </message>
  <message>
   <source>being unloaded</source>
   <translation>해제하는 중</translation>
  </message>
  <message>
   <source>default only: no scores, ordered by edit distance</source>
   <translation>기본뿐: 점수 없음, 편집 거리 순</translation>
  </message>
  <message>
   <source>no</source>
   <translation>아니요</translation>
  </message>
  <message>
   <source>none that this program knows</source>
   <translation>이 프로그램이 아는 것이 없음</translation>
  </message>
  <message>
   <source>not loaded</source>
   <translation>불러오지 않음</translation>
  </message>
  <message>
   <source>not told</source>
   <translation>알 수 없음</translation>
  </message>
  <message>
   <source>review: scores every label</source>
   <translation>review: 라벨마다 점수를 줌</translation>
  </message>
  <message>
   <source>yes</source>
   <translation>예</translation>
  </message>
 </context>
 <context>
  <name>OpeningPage</name>
  <message>
   <source>Open a dataset …</source>
   <translation>데이터셋 열기 …</translation>
  </message>
  <message>
   <source>Open as another format …</source>
   <translation>다른 형식으로 열기 …</translation>
  </message>
  <message>
   <source>Opening {name} was stopped</source>
   <translation>{name} 열기를 중지했습니다</translation>
  </message>
  <message>
   <source>Opening {name} …</source>
   <translation>{name} 여는 중 …</translation>
  </message>
  <message>
   <source>Stop</source>
   <translation>중지</translation>
  </message>
  <message>
   <source>This dataset could not be opened</source>
   <translation>데이터셋을 열지 못했습니다</translation>
  </message>
  <message>
   <source>This version of the program weighs what models have read in another way.
{percent} ({done} of {total}) weighed anew
Decisions stay as they are. If you stop, the next opening goes on from there.</source>
   <translation>이 버전은 의심도를 다른 방식으로 계산합니다. 저장된 예측으로 다시 계산합니다.
{percent} ({total}건 중 {done}건) 계산함
판정은 그대로 남습니다. 중지해도 다음에 열 때 이어서 계산합니다.</translation>
  </message>
  <message>
   <source>Try again</source>
   <translation>다시 열기</translation>
  </message>
  <message numerus="yes">
   <source>{count} items</source>
   <translation>
    <numerusform>{count}건</numerusform>
   </translation>
  </message>
 </context>
 <context>
  <name>Percent</name>
  <message>
   <source>{figures} %</source>
   <translation>{figures}%</translation>
  </message>
 </context>
 <context>
  <name>ProblemsDialog</name>
  <message>
   <source>Everything could be loaded.</source>
   <translation>모두 불러왔습니다.</translation>
  </message>
  <message>
   <source>File and line</source>
   <translation>파일과 줄</translation>
  </message>
  <message>
   <source>Problems of the dataset</source>
   <translation>데이터셋의 문제</translation>
  </message>
  <message>
   <source>What is wrong</source>
   <translation>문제</translation>
  </message>
  <message numerus="yes">
   <source>{count} entries could not be loaded. The rest is in the review.</source>
   <translation>
    <numerusform>{count}건을 불러오지 못했습니다. 나머지는 검수 목록에 있습니다.</numerusform>
   </translation>
  </message>
 </context>
 <context>
  <name>Program</name>
  <message>
   <source>Something went wrong: {error}. Your decisions are safe.</source>
   <translation>문제가 생겼습니다: {error}. 판정은 모두 저장되어 있습니다.</translation>
  </message>
 </context>
 <context>
  <name>QueuePanel</name>
  <message>
   <source>All</source>
   <translation>전체</translation>
  </message>
  <message>
   <source>Corrected</source>
   <translation>고침</translation>
  </message>
  <message>
   <source>Doubtful</source>
   <translation>의심</translation>
  </message>
  <message>
   <source>Every item of the dataset</source>
   <translation>데이터셋의 모든 항목</translation>
  </message>
  <message>
   <source>Excluded</source>
   <translation>제외</translation>
  </message>
  <message>
   <source>Flagged</source>
   <translation>보류</translation>
  </message>
  <message>
   <source>Images that are left out</source>
   <translation>쓰지 않기로 한 이미지</translation>
  </message>
  <message>
   <source>Images that the model could not read</source>
   <translation>모델이 읽지 못한 이미지</translation>
  </message>
  <message>
   <source>Items to look at once more</source>
   <translation>한 번 더 볼 항목</translation>
  </message>
  <message>
   <source>Items without a verdict</source>
   <translation>아직 판정하지 않은 항목</translation>
  </message>
  <message>
   <source>Items without a verdict where the model reads another text</source>
   <translation>아직 판정하지 않았고 모델이 라벨과 다르게 읽은 항목</translation>
  </message>
  <message>
   <source>Labels that were changed</source>
   <translation>고친 라벨</translation>
  </message>
  <message>
   <source>Labels with stray jamo, odd spaces or odd characters</source>
   <translation>낱자, 남는 공백, 전각 문자 등이 섞인 라벨</translation>
  </message>
  <message>
   <source>Search labels ({key})</source>
   <translation>라벨 검색 ({key})</translation>
  </message>
  <message>
   <source>Spelling</source>
   <translation>표기</translation>
  </message>
  <message>
   <source>Undecided</source>
   <translation>미검수</translation>
  </message>
  <message>
   <source>Unreadable</source>
   <translation>판독 불가</translation>
  </message>
  <message numerus="yes">
   <source>{count} items selected: a verdict is for all</source>
   <translation>
    <numerusform>{count}건 선택됨: 판정하면 모두에 적용</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>{count} items, {order} ({key})</source>
   <translation>
    <numerusform>{count}건, {order} ({key})</numerusform>
   </translation>
  </message>
 </context>
 <context>
  <name>QueueView</name>
  <message>
   <source>(empty)</source>
   <translation>(비어 있음)</translation>
  </message>
  <message>
   <source>How much likelier the model finds another text</source>
   <translation>모델이 라벨보다 다른 글자를 얼마나 더 그럴듯하게 보는지</translation>
  </message>
 </context>
 <context>
  <name>ReviewPage</name>
  <message>
   <source>Everything is decided. {key} exports it.</source>
   <translation>모두 검수했습니다. 내보내기: {key}</translation>
  </message>
  <message>
   <source>No label in this list contains “{text}”.
Esc ends the search.</source>
   <translation>이 목록에는 ‘{text}’이(가) 든 라벨이 없습니다.
검색을 끝내려면 Esc.</translation>
  </message>
  <message>
   <source>Nothing in this list.
{key} shows the next one.</source>
   <translation>이 목록에는 항목이 없습니다.
다음 목록: {key}</translation>
  </message>
  <message>
   <source>Several items are selected; this is for one. Esc goes back to it.</source>
   <translation>여러 건이 선택되어 있습니다. 이 키는 한 건에만 씁니다. Esc로 한 건만 선택합니다.</translation>
  </message>
  <message>
   <source>That changes none of the items selected.</source>
   <translation>선택한 항목 가운데 바뀌는 것이 없습니다.</translation>
  </message>
  <message>
   <source>The model is not there to ask.</source>
   <translation>물어볼 모델이 없습니다.</translation>
  </message>
  <message>
   <source>The whole image is on the screen. {key} zooms in.</source>
   <translation>이미지 전체가 보입니다. 확대: {key}</translation>
  </message>
  <message>
   <source>There is no alternative {number} here.</source>
   <translation>{number}번 후보가 없습니다.</translation>
  </message>
  <message>
   <source>There is no item before this one.</source>
   <translation>앞 항목이 없습니다.</translation>
  </message>
  <message>
   <source>There is no verdict to take back.</source>
   <translation>취소할 판정이 없습니다.</translation>
  </message>
  <message>
   <source>This image is not cut from a page.</source>
   <translation>이 이미지는 페이지에서 잘라 낸 것이 아닙니다.</translation>
  </message>
  <message>
   <source>This list is done. {key} shows the next one.</source>
   <translation>이 목록은 모두 검수했습니다. 다음 목록: {key}</translation>
  </message>
  <message>
   <source>This model does not tell where it looked.</source>
   <translation>이 모델은 어디를 보았는지 알려 주지 않습니다.</translation>
  </message>
  <message numerus="yes">
   <source>{count} items in one step</source>
   <translation>
    <numerusform>{count}건을 한 번에 판정했습니다</numerusform>
   </translation>
  </message>
 </context>
 <context>
  <name>SettingsDialog</name>
  <message>
   <source>Dark</source>
   <translation>어둡게</translation>
  </message>
  <message>
   <source>Language</source>
   <translation>언어</translation>
  </message>
  <message>
   <source>Light</source>
   <translation>밝게</translation>
  </message>
  <message>
   <source>Settings</source>
   <translation>설정</translation>
  </message>
  <message>
   <source>Theme</source>
   <translation>테마</translation>
  </message>
  <message>
   <source>Two-set keyboard</source>
   <translation>두벌식 자판</translation>
  </message>
  <message>
   <source>Type Hangul without an input method</source>
   <translation>입력기 없이 한글 입력</translation>
  </message>
 </context>
 <context>
  <name>Shortcuts</name>
  <message>
   <source>Back</source>
   <translation>뒤로</translation>
  </message>
  <message>
   <source>Back to the old model</source>
   <translation>이전 모델로 되돌리기</translation>
  </message>
  <message>
   <source>Change order</source>
   <translation>정렬 바꾸기</translation>
  </message>
  <message>
   <source>Choose the model or server</source>
   <translation>모델이나 서버 고르기</translation>
  </message>
  <message>
   <source>Contrast</source>
   <translation>대비 높이기</translation>
  </message>
  <message>
   <source>Deciding</source>
   <translation>판정</translation>
  </message>
  <message>
   <source>Edit</source>
   <translation>고치기</translation>
  </message>
  <message>
   <source>Exclude</source>
   <translation>제외</translation>
  </message>
  <message>
   <source>Export</source>
   <translation>내보내기</translation>
  </message>
  <message>
   <source>Flag</source>
   <translation>보류</translation>
  </message>
  <message>
   <source>Image as it is</source>
   <translation>이미지 원래대로</translation>
  </message>
  <message>
   <source>Invert</source>
   <translation>색 반전</translation>
  </message>
  <message>
   <source>Keys</source>
   <translation>단축키</translation>
  </message>
  <message>
   <source>Label right</source>
   <translation>라벨 맞음</translation>
  </message>
  <message>
   <source>Looking</source>
   <translation>보기</translation>
  </message>
  <message>
   <source>Menu</source>
   <translation>메뉴</translation>
  </message>
  <message>
   <source>Move the zoomed image</source>
   <translation>확대한 이미지 이동</translation>
  </message>
  <message>
   <source>Moving</source>
   <translation>이동</translation>
  </message>
  <message>
   <source>Next doubtful</source>
   <translation>다음 의심 항목</translation>
  </message>
  <message>
   <source>Next filter</source>
   <translation>다음 필터</translation>
  </message>
  <message>
   <source>Open as another format</source>
   <translation>다른 형식으로 열기</translation>
  </message>
  <message>
   <source>Open dataset</source>
   <translation>데이터셋 열기</translation>
  </message>
  <message>
   <source>Pause or resume predicting</source>
   <translation>예측 멈춤/계속</translation>
  </message>
  <message>
   <source>Pause or resume training</source>
   <translation>학습 멈춤/계속</translation>
  </message>
  <message>
   <source>Problems of the dataset</source>
   <translation>데이터셋의 문제</translation>
  </message>
  <message>
   <source>Program</source>
   <translation>프로그램</translation>
  </message>
  <message>
   <source>Put the new model to use</source>
   <translation>새 모델 사용</translation>
  </message>
  <message>
   <source>Quit</source>
   <translation>끝내기</translation>
  </message>
  <message>
   <source>Redo</source>
   <translation>다시 하기</translation>
  </message>
  <message>
   <source>Retraining</source>
   <translation>재학습</translation>
  </message>
  <message>
   <source>Rotate left</source>
   <translation>왼쪽으로 돌리기</translation>
  </message>
  <message>
   <source>Rotate right</source>
   <translation>오른쪽으로 돌리기</translation>
  </message>
  <message>
   <source>Search labels</source>
   <translation>라벨 검색</translation>
  </message>
  <message>
   <source>Select the whole list</source>
   <translation>목록 모두 선택</translation>
  </message>
  <message>
   <source>Settings</source>
   <translation>설정</translation>
  </message>
  <message>
   <source>Skip</source>
   <translation>건너뛰기</translation>
  </message>
  <message>
   <source>Statistics</source>
   <translation>통계</translation>
  </message>
  <message>
   <source>Stop training at a checkpoint</source>
   <translation>체크포인트를 남기고 학습 중단</translation>
  </message>
  <message>
   <source>Take alternative</source>
   <translation>후보로 바꾸기</translation>
  </message>
  <message>
   <source>Take clean form</source>
   <translation>표기 정리</translation>
  </message>
  <message>
   <source>Take prediction</source>
   <translation>예측으로</translation>
  </message>
  <message>
   <source>Take verdict back</source>
   <translation>판정 취소</translation>
  </message>
  <message>
   <source>Test the model or server</source>
   <translation>모델이나 서버 시험</translation>
  </message>
  <message>
   <source>The word on its page</source>
   <translation>페이지에서 보기</translation>
  </message>
  <message>
   <source>Train on the corrections</source>
   <translation>교정한 라벨로 재학습</translation>
  </message>
  <message>
   <source>Undo</source>
   <translation>되돌리기</translation>
  </message>
  <message>
   <source>Where the model looked</source>
   <translation>모델이 본 곳</translation>
  </message>
  <message>
   <source>Zoom in</source>
   <translation>확대</translation>
  </message>
  <message>
   <source>Zoom out</source>
   <translation>축소</translation>
  </message>
 </context>
 <context>
  <name>StatisticsDialog</name>
  <message>
   <source>Agreement with the model by doubt</source>
   <translation>의심도별 모델과 검수자의 일치</translation>
  </message>
  <message>
   <source>At {rate} a minute the rest takes about {time}.</source>
   <translation>분당 {rate}건이면 나머지에 약 {time} 걸립니다.</translation>
  </message>
  <message numerus="yes">
   <source>Decided: {done} of {count} items.</source>
   <translation>
    <numerusform>{count}건 가운데 {done}건을 검수했습니다.</numerusform>
   </translation>
  </message>
  <message>
   <source>Done</source>
   <translation>누적 검수</translation>
  </message>
  <message>
   <source>Done in an hour</source>
   <translation>시간당 검수</translation>
  </message>
  <message>
   <source>Jamo that labels confused</source>
   <translation>라벨에서 혼동된 자모</translation>
  </message>
  <message>
   <source>No label was corrected by a jamo yet.</source>
   <translation>아직 자모를 고친 라벨이 없습니다.</translation>
  </message>
  <message>
   <source>Nothing decided yet.</source>
   <translation>아직 판정이 없습니다.</translation>
  </message>
  <message>
   <source>Of the undecided labels {percent} are wrong ({confidence} confidence).</source>
   <translation>남은 라벨의 {percent}가 틀렸을 것으로 추정합니다 (신뢰도 {confidence}).</translation>
  </message>
  <message>
   <source>Statistics</source>
   <translation>통계</translation>
  </message>
  <message>
   <source>Verdicts</source>
   <translation>판정</translation>
  </message>
  <message>
   <source>Wrong labels (marked) by doubt</source>
   <translation>의심도별 틀린 라벨 (강조색)</translation>
  </message>
 </context>
 <context>
  <name>StatusLine</name>
  <message>
   <source>default signature only</source>
   <translation>기본 시그니처뿐</translation>
  </message>
  <message>
   <source>model cannot be used</source>
   <translation>모델을 쓸 수 없음</translation>
  </message>
  <message>
   <source>model is loading …</source>
   <translation>모델을 불러오는 중 …</translation>
  </message>
  <message>
   <source>no model</source>
   <translation>모델 없음</translation>
  </message>
  <message>
   <source>readings cannot be stored, trying again</source>
   <translation>예측을 저장할 수 없어 다시 시도하는 중</translation>
  </message>
  <message>
   <source>waiting for the dataset's folder</source>
   <translation>데이터셋 폴더를 기다리는 중</translation>
  </message>
  <message>
   <source>wrong labels left {percent}</source>
   <translation>남은 오류 {percent}</translation>
  </message>
  <message numerus="yes">
   <source>{count} days</source>
   <translation>
    <numerusform>{count}일</numerusform>
   </translation>
  </message>
  <message>
   <source>{done} of {total} done ({percent})</source>
   <translation>{total}건 중 {done}건 완료 ({percent})</translation>
  </message>
  <message>
   <source>{hours} h {minutes} min</source>
   <translation>{hours}시간 {minutes}분</translation>
  </message>
  <message>
   <source>{minutes} min</source>
   <translation>{minutes}분</translation>
  </message>
  <message>
   <source>{model} does not answer, trying again</source>
   <translation>{model} 응답 없음, 다시 시도하는 중</translation>
  </message>
  <message>
   <source>{model} paused</source>
   <translation>{model} 멈춤</translation>
  </message>
  <message>
   <source>{model} paused, {left} to read</source>
   <translation>{model} 멈춤, {left}건 남음</translation>
  </message>
  <message>
   <source>{model} reading, {left} left</source>
   <translation>{model} 읽는 중, {left}건 남음</translation>
  </message>
  <message>
   <source>{model} reading, {left} left, {rate}/s, {time}</source>
   <translation>{model} 읽는 중, {left}건 남음, 초당 {rate}건, {time}</translation>
  </message>
  <message>
   <source>{model} ready</source>
   <translation>{model} 준비됨</translation>
  </message>
  <message>
   <source>{model}: the server cannot read with it</source>
   <translation>{model}: 서버가 읽지 못함</translation>
  </message>
  <message>
   <source>{model}: the server is loading it</source>
   <translation>{model}: 서버가 불러오는 중</translation>
  </message>
  <message>
   <source>{rate} a minute</source>
   <translation>분당 {rate}건</translation>
  </message>
  <message>
   <source>{seconds} s</source>
   <translation>{seconds}초</translation>
  </message>
  <message>
   <source>{time} left</source>
   <translation>{time} 남음</translation>
  </message>
 </context>
 <context>
  <name>TrainingDesk</name>
  <message>
   <source>No new model is there yet.</source>
   <translation>아직 새 모델이 없습니다.</translation>
  </message>
  <message>
   <source>No training is under way.</source>
   <translation>진행 중인 학습이 없습니다.</translation>
  </message>
  <message>
   <source>There is no model to go back to.</source>
   <translation>되돌아갈 모델이 없습니다.</translation>
  </message>
  <message>
   <source>{time} left</source>
   <translation>{time} 남음</translation>
  </message>
 </context>
 <context>
  <name>TrainingDialog</name>
  <message>
   <source>&amp;Begin training</source>
   <translation>학습 시작(&amp;B)</translation>
  </message>
  <message>
   <source>&amp;Go on</source>
   <translation>이어서 학습(&amp;G)</translation>
  </message>
  <message>
   <source>&amp;Train anew …</source>
   <translation>새로 학습(&amp;T) …</translation>
  </message>
  <message>
   <source>A training is under way</source>
   <translation>학습이 진행 중입니다</translation>
  </message>
  <message>
   <source>Back to {name}</source>
   <translation>{name} 모델로 되돌리기</translation>
  </message>
  <message>
   <source>Let it go on</source>
   <translation>계속</translation>
  </message>
  <message>
   <source>Pause</source>
   <translation>멈춤</translation>
  </message>
  <message>
   <source>Put {name} to use</source>
   <translation>{name} 사용하기</translation>
  </message>
  <message>
   <source>Quit and &amp;stop it</source>
   <translation>학습을 중단하고 끝내기(&amp;S)</translation>
  </message>
  <message>
   <source>Quit, &amp;let it go on</source>
   <translation>학습은 두고 끝내기(&amp;L)</translation>
  </message>
  <message>
   <source>Retraining</source>
   <translation>재학습</translation>
  </message>
  <message>
   <source>S&amp;tay</source>
   <translation>끝내지 않기(&amp;T)</translation>
  </message>
  <message>
   <source>{name} can go on without this window and is found again when you open this review. Stopped, it keeps a checkpoint and can go on from there.</source>
   <translation>{name}의 학습은 이 창 없이도 계속되며, 이 검수를 다시 열면 이어서 보입니다. 중단하면 체크포인트가 남아 거기서 이어 갈 수 있습니다.</translation>
  </message>
 </context>
 <context>
  <name>TrainingElsewhere</name>
  <message>
   <source>Install the program from its source, with pip. It opens this review as you leave it, and trains from its window:</source>
   <translation>소스에서 pip으로 프로그램을 설치하면, 이 검수를 지금 그대로 열어 창에서 바로 학습시킵니다:</translation>
  </message>
  <message>
   <source>Or export the decisions here ({export}, corrections.jsonl), and train with them in the folder of the source:</source>
   <translation>또는 여기서 검수 기록을 내보내고({export}, corrections.jsonl), 소스 폴더에서 그것으로 학습시킵니다:</translation>
  </message>
  <message>
   <source>This installation cannot train: Python and TensorFlow are not in it. What you decide can be learnt from all the same.</source>
   <translation>이 설치본에는 Python과 TensorFlow가 들어 있지 않아 학습할 수 없습니다. 그래도 지금까지의 판정은 학습에 쓸 수 있습니다.</translation>
  </message>
  <message>
   <source>{key} puts the new archive to use, here as there.</source>
   <translation>새 아카이브는 여기서도 {key} 키로 골라 씁니다.</translation>
  </message>
 </context>
 <context>
  <name>TrainingPlan</name>
  <message>
   <source> min</source>
   <translation>분</translation>
  </message>
  <message>
   <source>A name is letters, digits, - and _.</source>
   <translation>이름에는 글자, 숫자, -, _ 만 쓸 수 있습니다.</translation>
  </message>
  <message>
   <source>At most</source>
   <translation>최대 시간</translation>
  </message>
  <message>
   <source>Is written to {path}</source>
   <translation>저장 위치: {path}</translation>
  </message>
  <message>
   <source>Name of the new archive</source>
   <translation>새 아카이브 이름</translation>
  </message>
  <message>
   <source>Nothing is accepted or corrected yet: decide some items first.</source>
   <translation>아직 맞음으로 판정하거나 교정한 항목이 없습니다. 먼저 몇 개를 검수해 주세요.</translation>
  </message>
  <message>
   <source>Starts from</source>
   <translation>시작 모델</translation>
  </message>
  <message>
   <source>That is little: the model will learn little from it, and too few words are held out to tell whether it became better. A few hundred items with dozens of corrections are a good beginning.</source>
   <translation>항목이 적습니다. 모델이 배울 것이 적고, 나아졌는지 판단할 만큼 단어를 떼어 두지도 못합니다. 항목 수백 개에 교정 수십 개쯤이면 시작하기 좋습니다.</translation>
  </message>
  <message>
   <source>The model learns from the labels that you accepted or corrected, mixed with synthetic words so that it forgets nothing. You can go on reviewing meanwhile.</source>
   <translation>맞음으로 판정하거나 교정한 라벨을 배웁니다. 배운 것을 잊지 않도록 합성 단어를 섞습니다. 학습하는 동안에도 검수를 계속할 수 있습니다.</translation>
  </message>
  <message>
   <source>There is a model {name} already.</source>
   <translation>{name} 모델이 이미 있습니다.</translation>
  </message>
  <message>
   <source>To learn from</source>
   <translation>배울 항목</translation>
  </message>
  <message>
   <source>Training needs packages that are not installed ({names}). Install them and come back:
{command}</source>
   <translation>학습에 필요한 패키지가 설치되어 있지 않습니다({names}). 설치한 뒤 다시 열어 주세요:
{command}</translation>
  </message>
  <message numerus="yes">
   <source>{count} items, {corrected} of them corrected</source>
   <translation>
    <numerusform>항목 {count}개, 그중 교정 {corrected}개</numerusform>
   </translation>
  </message>
 </context>
 <context>
  <name>TrainingProgress</name>
  <message>
   <source>It ended before the first figures.</source>
   <translation>첫 수치가 나오기 전에 끝났습니다.</translation>
  </message>
  <message>
   <source>Loss of a character</source>
   <translation>글자당 손실</translation>
  </message>
  <message>
   <source>Reads the images, looks for fonts and loads the network; that takes a minute or so.</source>
   <translation>이미지를 읽고, 글꼴을 찾고, 신경망을 불러옵니다. 1분쯤 걸립니다.</translation>
  </message>
  <message numerus="yes">
   <source>Starts from {base}. Learns from {count} items; {held_out} held out to judge by.</source>
   <translation>
    <numerusform>{base}에서 시작합니다. 항목 {count}개로 배우고 {held_out}개는 평가용으로 떼어 둡니다.</numerusform>
   </translation>
  </message>
  <message>
   <source>The first figures come after a while.</source>
   <translation>첫 수치는 잠시 뒤에 나옵니다.</translation>
  </message>
  <message>
   <source>Words read right</source>
   <translation>맞게 읽은 단어</translation>
  </message>
  <message>
   <source>pausing after this step …</source>
   <translation>이번 단계를 마치고 멈추는 중 …</translation>
  </message>
  <message>
   <source>stopping at a checkpoint …</source>
   <translation>체크포인트를 남기고 중단하는 중 …</translation>
  </message>
  <message numerus="yes">
   <source>{count} items cannot be used.</source>
   <translation>
    <numerusform>{count}개는 쓸 수 없습니다.</numerusform>
   </translation>
  </message>
  <message numerus="yes">
   <source>{done} of {count} images</source>
   <translation>
    <numerusform>이미지 {count}개 중 {done}개</numerusform>
   </translation>
  </message>
  <message>
   <source>{rate} a second</source>
   <translation>초당 {rate}개</translation>
  </message>
  <message>
   <source>{time} left</source>
   <translation>{time} 남음</translation>
  </message>
 </context>
 <context>
  <name>TrainingReport</name>
  <message>
   <source>Careful: {name} reads a little worse, perhaps by chance: {kinds}.</source>
   <translation>주의: {name} 모델이 조금 나빠진 것(우연일 수 있음): {kinds}.</translation>
  </message>
  <message>
   <source>Careful: {name} reads clearly worse: {kinds}.</source>
   <translation>주의: {name} 모델이 시작 모델보다 뚜렷이 나빠진 것: {kinds}.</translation>
  </message>
  <message>
   <source>Confused less than before</source>
   <translation>전보다 덜 혼동하는 글자</translation>
  </message>
  <message>
   <source>Confused more than before</source>
   <translation>전보다 더 혼동하는 글자</translation>
  </message>
  <message>
   <source>None.</source>
   <translation>없음</translation>
  </message>
  <message>
   <source>Nothing was held out to compare on.</source>
   <translation>비교할 단어를 떼어 두지 못했습니다.</translation>
  </message>
  <message>
   <source>The new archive is in {path}</source>
   <translation>새 아카이브 위치: {path}</translation>
  </message>
  <message>
   <source>Words read right, with {percent} intervals</source>
   <translation>맞게 읽은 단어와 {percent} 신뢰구간</translation>
  </message>
  <message>
   <source>after</source>
   <translation>후</translation>
  </message>
  <message>
   <source>before</source>
   <translation>전</translation>
  </message>
  <message>
   <source>characters wrong</source>
   <translation>틀린 글자</translation>
  </message>
  <message numerus="yes">
   <source>{count} words</source>
   <translation>
    <numerusform>단어 {count}개</numerusform>
   </translation>
  </message>
  <message>
   <source>{name} reads clearly better: {kinds}.</source>
   <translation>{name}: {kinds}에서 뚜렷이 나아졌습니다.</translation>
  </message>
  <message>
   <source>{name} reads nothing clearly better: what differs may be chance.</source>
   <translation>{name}: 뚜렷이 나아진 것이 없습니다. 차이는 우연일 수 있습니다.</translation>
  </message>
 </context>
 <context>
  <name>WaitDialog</name>
  <message>
   <source>It can be undone as one step, like any other.</source>
   <translation>다른 작업처럼 한 번에 되돌릴 수 있습니다.</translation>
  </message>
  <message>
   <source>Stop</source>
   <translation>중지</translation>
  </message>
  <message>
   <source>Writing one step</source>
   <translation>한 단계를 기록하는 중</translation>
  </message>
 </context>
 <context>
  <name>Words</name>
  <message>
   <source>A label cannot be empty. {key} excludes an image without text.</source>
   <translation>라벨은 비울 수 없습니다. 글자가 없는 이미지는 {key} 키로 제외하세요.</translation>
  </message>
  <message>
   <source>Done again: {step}</source>
   <translation>다시 함: {step}</translation>
  </message>
  <message>
   <source>The image cannot be read any more. This is how it was.</source>
   <translation>이미지를 더 이상 읽을 수 없어 앞서 읽은 모습을 보여 줍니다.</translation>
  </message>
  <message>
   <source>The image has changed since the model read it.</source>
   <translation>모델이 읽은 뒤에 이미지가 바뀌었습니다.</translation>
  </message>
  <message>
   <source>The image has changed since the model read it. Check that your verdict still fits.</source>
   <translation>모델이 읽은 뒤에 이미지가 바뀌었습니다. 판정이 지금 이미지에도 맞는지 확인하세요.</translation>
  </message>
  <message>
   <source>The image has changed since the model read it. It will be read again.</source>
   <translation>모델이 읽은 뒤에 이미지가 바뀌었습니다. 모델이 다시 읽습니다.</translation>
  </message>
  <message>
   <source>The model has not read this image.</source>
   <translation>모델이 이 이미지를 읽지 않았습니다.</translation>
  </message>
  <message>
   <source>There is nothing to clean in the spelling of this label.</source>
   <translation>이 라벨의 표기에는 정리할 것이 없습니다.</translation>
  </message>
  <message>
   <source>There is nothing to redo.</source>
   <translation>다시 할 것이 없습니다.</translation>
  </message>
  <message>
   <source>There is nothing to undo.</source>
   <translation>되돌릴 것이 없습니다.</translation>
  </message>
  <message>
   <source>Undone: {step}</source>
   <translation>되돌림: {step}</translation>
  </message>
  <message>
   <source>accepted</source>
   <translation>맞음</translation>
  </message>
  <message>
   <source>as in the dataset</source>
   <translation>데이터셋 순</translation>
  </message>
  <message>
   <source>by doubt</source>
   <translation>의심도 순</translation>
  </message>
  <message>
   <source>by label</source>
   <translation>라벨 순</translation>
  </message>
  <message>
   <source>clean form taken</source>
   <translation>표기 정리</translation>
  </message>
  <message>
   <source>clean print</source>
   <translation>깨끗한 인쇄</translation>
  </message>
  <message>
   <source>comparing before and after …</source>
   <translation>전후 비교 중 …</translation>
  </message>
  <message>
   <source>conjoining jamo</source>
   <translation>조합용 자모</translation>
  </message>
  <message>
   <source>control character</source>
   <translation>제어 문자</translation>
  </message>
  <message>
   <source>corrected</source>
   <translation>고침</translation>
  </message>
  <message>
   <source>correction</source>
   <translation>고침</translation>
  </message>
  <message>
   <source>cut off</source>
   <translation>잘림</translation>
  </message>
  <message>
   <source>decomposed (NFD)</source>
   <translation>자모 분리 (NFD)</translation>
  </message>
  <message>
   <source>done</source>
   <translation>완료</translation>
  </message>
  <message>
   <source>doubled space</source>
   <translation>겹친 공백</translation>
  </message>
  <message>
   <source>excluded</source>
   <translation>제외</translation>
  </message>
  <message>
   <source>exclusion</source>
   <translation>제외</translation>
  </message>
  <message>
   <source>failed</source>
   <translation>실패</translation>
  </message>
  <message>
   <source>final</source>
   <translation>종성</translation>
  </message>
  <message>
   <source>flag</source>
   <translation>보류</translation>
  </message>
  <message>
   <source>flagged</source>
   <translation>보류</translation>
  </message>
  <message>
   <source>full-width character</source>
   <translation>전각 문자</translation>
  </message>
  <message>
   <source>handwriting</source>
   <translation>손글씨</translation>
  </message>
  <message>
   <source>held-out items</source>
   <translation>떼어 둔 항목</translation>
  </message>
  <message>
   <source>initial</source>
   <translation>초성</translation>
  </message>
  <message>
   <source>invisible character</source>
   <translation>보이지 않는 문자</translation>
  </message>
  <message>
   <source>label is right</source>
   <translation>라벨 맞음</translation>
  </message>
  <message>
   <source>lettering</source>
   <translation>장식 글씨</translation>
  </message>
  <message>
   <source>look-alike character</source>
   <translation>닮은꼴 문자</translation>
  </message>
  <message>
   <source>not text</source>
   <translation>글자가 아님</translation>
  </message>
  <message>
   <source>other</source>
   <translation>기타</translation>
  </message>
  <message>
   <source>paused</source>
   <translation>멈춤</translation>
  </message>
  <message>
   <source>plates</source>
   <translation>번호판</translation>
  </message>
  <message>
   <source>prediction taken</source>
   <translation>예측으로 바꿈</translation>
  </message>
  <message>
   <source>preparing …</source>
   <translation>준비 중 …</translation>
  </message>
  <message>
   <source>print</source>
   <translation>인쇄</translation>
  </message>
  <message>
   <source>redo</source>
   <translation>다시 하기</translation>
  </message>
  <message>
   <source>scenes</source>
   <translation>거리 사진</translation>
  </message>
  <message>
   <source>space at the edge</source>
   <translation>앞뒤 공백</translation>
  </message>
  <message>
   <source>stopped, can go on</source>
   <translation>중단됨, 이어 갈 수 있음</translation>
  </message>
  <message>
   <source>stray jamo</source>
   <translation>낱자모</translation>
  </message>
  <message>
   <source>synthetic words</source>
   <translation>합성 단어</translation>
  </message>
  <message>
   <source>training</source>
   <translation>학습 중</translation>
  </message>
  <message>
   <source>undecided</source>
   <translation>미검수</translation>
  </message>
  <message>
   <source>undo</source>
   <translation>되돌리기</translation>
  </message>
  <message>
   <source>unreadable</source>
   <translation>읽을 수 없음</translation>
  </message>
  <message>
   <source>verdict taken back</source>
   <translation>판정 취소</translation>
  </message>
  <message>
   <source>vowel</source>
   <translation>중성</translation>
  </message>
  <message>
   <source>writing the archive …</source>
   <translation>아카이브 쓰는 중 …</translation>
  </message>
 </context>
</TS>

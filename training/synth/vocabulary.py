# SPDX-License-Identifier: GPL-3.0-or-later
# ruff: noqa: SIM905 - a list of 100 quoted words would hide the words
"""Word lists that the word genres draw from; all written for this project."""

from __future__ import annotations

from typing import Final

PROVINCES: Final = (
    "서울특별시 부산광역시 대구광역시 인천광역시 광주광역시 대전광역시 울산광역시 "
    "세종특별자치시 경기도 강원도 강원특별자치도 충청북도 충청남도 전라북도 전북특별자치도 "
    "전라남도 경상북도 경상남도 제주특별자치도 서울 부산 대구 인천 광주 대전 울산 세종 경기 "
    "강원 충북 충남 전북 전남 경북 경남 제주 서울시 부산시 대구시 인천시 대전시"
).split()
PLATE_REGIONS: Final = (
    "서울 부산 대구 인천 광주 대전 울산 경기 강원 충북 충남 전북 전남 경북 경남 제주 세종"
).split()
PLATE_SYLLABLES: Final = (
    "가나다라마거너더러머버서어저고노도로모보소오조구누두루무부수우주하허호바사아자배"
)
PLACE_SYLLABLES: Final = (
    "가강개거건검경계고곡공과관광교구군궁권금기길김나남내노녹논농능다단달담당대덕도독동두둔등라"
    "락란랑량려력련령례로록론룡류률리림마만매면명모목묘무문미민반방배백번법벽변별병보복봉부북분"
    "불비빈사산삼상색생서석선설섬성세소속송수순숭승시식신실심쌍아안암앙애야약양어언여역연염영예"
    "오옥온와왕외요용우운울웅원월위유육윤은음읍응의이익인일임입잉자작잠장재전절점정제조종좌주죽"
    "중지진차창천철청초촌추춘충치칠탄탑태토통파판팔평포표풍하학한함합항해향현형호홍화환황회효후"
    "흥희"
)
SURNAMES: Final = (
    "김이박최정강조윤장임한오서신권황안송류전홍고문양손배백허유남심노하곽성차주우구민진지엄채원"
    "천방공현함변염여추도소석선설마길연위표명기반라왕금옥육인맹제모탁국어은편용예봉경사부피"
)
GIVEN_SYLLABLES: Final = (
    "가강건경고관광교구국군권규균근금기길나남다단달담대덕도동두라란래려련령로록룡류률리린림마만"
    "명모무문미민바반방배백범별병보복본봉부분빈사산삼상새서석선설섬성세소솔송수숙순슬승시식신실"
    "심아안애양언여연열영예오옥온완용우운웅원월위유윤율은의이익인일임자장재전정제조종주준중지진"
    "찬창채천철청초춘충치탁태택평표필하학한해향혁현형혜호홍화환회효훈휘흠희"
)
SURNAMES_LONG: Final = "남궁 황보 제갈 사공 선우 서문 독고 동방".split()
DOCUMENT_WORDS: Final = (
    "사업자등록증 등록번호 법인명(단체명) 법인명 단체명 대표자 성명 개업연월일 개업년월일 "
    "법인등록번호 사업장소재지 사업장 소재지 본점소재지 사업의종류 업태 종목 교부사유 발급사유 "
    "공동사업자 사업자단위과세 적용사업자여부 여부 전자세금계산서 전용메일주소 세무서장 국세청 "
    "세무서 일반과세자 간이과세자 면세사업자 법인사업자 개인사업자 도매 소매 도소매 제조업 "
    "서비스업 건설업 부동산업 임대업 운수업 숙박업 음식업 통신판매업 소프트웨어개발 정보통신 "
    "전자상거래 무역 광고대행 인쇄 출판 컨설팅 자동차등록증 자동차등록번호 차종 차명 형식 연식 "
    "형식및연식 차대번호 원동기형식 사용본거지 소유자 성명(명칭) (명칭) 주민등록번호 "
    "주민(법인)등록번호 주소 자동차제원 제원관리번호 길이 너비 높이 총중량 승차정원 최대적재량 "
    "배기량 정격출력 기통수 연료의종류 검사유효기간 최초등록일 영업용 자가용 관용 승용 승합 "
    "화물 특수 대형 중형 소형 경형 비사업용 사업용 신규 이전 변경 말소 저당권 등록일자 "
    "주식회사 (주) 유한회사 합자회사 합명회사 재단법인 사단법인 협동조합 대표이사 지점 본점 "
    "공장 (공장) 창고 사무소 영업소 출장소 지사 증명서 확인서 신청서 허가증 면허증 신고필증 "
    "등록증 자격증 수료증 통지서 고지서 영수증 계약서 위임장 인감증명서 주민등록등본 "
    "가족관계증명서 납세증명서 사실증명 제출처 용도 발급일 발급번호 유효기간 접수번호 처리기간 "
    "수수료 담당자 전화번호 팩스 연락처 이메일 합계 소계 금액 단가 수량 품목 규격 공급가액 "
    "세액 부가가치세 부가가치세법 비고 총액 잔액 청구 영수 작성일자 공급자 공급받는자 상호 "
    "인적사항 계좌번호 예금주 은행 귀하 귀중 위와같이 증명합니다 신고합니다 신청인 서명또는인 "
    "(서명) (인) 직인 관계법령 규정에의하여 제조 가공 유통 판매 수리 정비 설치 공사 기계 전기 "
    "전자 부품 자재 철물 조명 가구 의류 잡화 식품 농산물 수산물 축산물 화장품 의약품 문구 완구 "
    "도서 사무기기 컴퓨터 주변기기 통신장비 소방설비 승강기 주차설비 환경설비 금속구조물 창호 "
    "전구및엘이디(LED)램프 자전거거치대 수문문비 버스승강장 재진기 권양기 배전반 자동제어 "
    "태양광발전 인테리어 실내건축 토공사 철근콘크리트 상하수도 조경식재 시설물유지관리 "
    "비계구조물해체 지하수개발"
).split()
TRADE_TAILS: Final = (
    "설비 기구 장치 제조 제조업 공사 설치 설계 판매 도매 소매 임대 수리 정비 가공 부품 기계 "
    "승강장 거치대 문비 신호등 가로등 조명 램프 기기 자재 용품 서비스 개발 컨설팅 대행업"
).split()
SHOP_WORDS: Final = (
    "부동산 공인중개사 약국 병원 의원 치과 한의원 안과 내과 외과 피부과 식당 분식 김밥 치킨 "
    "호프 노래방 미용실 헤어샵 이발소 세탁소 편의점 마트 슈퍼 문구점 서점 꽃집 빵집 제과점 "
    "베이커리 카페 커피 다방 당구장 피씨방 PC방 만화방 찜질방 사우나 목욕탕 모텔 여관 호텔 "
    "학원 영어전문학원 수학학원 피아노 태권도 유치원 어린이집 교회 성당 은행 우체국 소방서 "
    "경찰서 주유소 카센타 정비소 타이어 세차장 안경 안경점 휴대폰 컴퓨터수리 열쇠 도장 인쇄 "
    "복사 대형출력인쇄 현수막 간판 철물 건재 전기 조명 가구 침대 커튼 한복 의류 신발 가방 "
    "정육점 횟집 갈비 삼겹살 족발 보쌈 냉면 국수 칼국수 순대국 해장국 설렁탕 곰탕 추어탕 "
    "감자탕 부대찌개 떡볶이 튀김 만두 짜장면 짬뽕 중화요리 반점 초밥 돈까스 단팥빵 떡집 방앗간 "
    "쌀 과일 야채 생선 반찬 할인 세일 임대 매매 전세 월세 상담환영 주차장 주차금지 출입금지 "
    "정기휴일 영업중 준비중 24시 무료배달 원조 전통 할매 엄마손 시골 고향 항구 마을 남대문 "
    "동대문 중앙 제일 현대 대우 한국 우리 행복 사랑 믿음 소망 평양 함흥 전주 춘천 안동 나주 "
    "포항 속초"
).split()
SOUND_WORDS: Final = (
    "쿵 쿵쿵 쾅 콰쾅 펑 퍼펑 탕 탕탕 짝 짝짝 깜짝 움찔 벌떡 쏴아 뛰뛰빵빵 뭐어 고고고 두근두근 "
    "두둥 콰직 우지끈 와장창 쨍그랑 털썩 철썩 찰싹 퍽 퍼억 빡 뻥 휙 휘익 슝 쉬익 스윽 사악 "
    "샤샥 후다닥 다다다 타다닥 또각또각 뚜벅뚜벅 터벅터벅 덜컹 덜덜 부들부들 파르르 화들짝 "
    "흠칫 멈칫 갸웃 끄덕 꿀꺽 쩝쩝 냠냠 후루룩 벌컥 꾸벅 쪽 하하하 호호 헤헤 킥킥 크크 으아악 "
    "꺄악 악 으윽 커헉 헉 헐 엥 어라 뭐야 뭐 왜 안돼 그만 이얏 간다 받아라 죽어 살려줘 도망쳐 "
    "콰르릉 우르릉 번쩍 반짝 활활 이글이글 부글부글 보글보글 주르륵 뚝 뚝뚝 쏙 쑥 쭉 쫙 꽉 꾹 "
    "꾸욱 찌릿 찌직 지잉 위잉 부웅 빵빵 끼익 삐익 삐뽀삐뽀 따르릉 띵동 딩동 똑똑 쾅쾅쾅 군바리 "
    "효과음 촤아악 푸슉 콸콸 쿨럭 훌쩍 엉엉 흑흑"
).split()
SLANG_PARTS: Final = (
    "소확행 핑프 비담 반폭 인싸 아싸 꿀팁 꿀잼 노잼 핵잼 갓생 혼밥 혼술 혼코노 먹방 먹튀 존버 "
    "떡상 떡락 영끌 빚투 벼락거지 갑분싸 낄끼빠빠 만찢남 얼죽아 뇌섹남 츤데레 덕질 입덕 탈덕 "
    "최애 차애 금손 똥손 흙수저 금수저 사이다 고구마 심쿵 심멎 넘사벽 복세편살 워라밸 욜로 "
    "플렉스 찐친 찐텐 억텐 현타 멘붕 안물안궁 듣보잡 솔까말 갑툭튀 엄친아 케바케 답정너 지못미 "
    "볼매 훈남 훈녀 꾸안꾸 내로남불 뽀시래기 댕댕이 냥이 집사 집콕 방콕 랜선 짤방 움짤 득템 "
    "현질 만렙 뉴비 고인물 렙업 버스 트롤"
).split()
ENGLISH_WORDS: Final = (
    "open sale coffee cafe hotel seoul korea busan mart shop house food happy good new best "
    "one day bank card point member service center plaza tower hall phone mobile online store "
    "design studio office house market fashion beauty hair nail skin pizza chicken burger "
    "bread bakery dessert tea the and for you with from that this have work time love home "
    "city park street music movie book email address number price total order date name "
    "company group system data type model version battery power volt light water energy green "
    "blue black white red school class english math quick brown fox jumps over lazy dog zebra "
    "jazz queue vivid oxygen wax kayak quiz"
).split()
ACRONYMS: Final = (
    "LTE MSPP OCR DBA SDLC DOS MMF ROM EMS NPS CPR NFC CCTV NAK FAT DAS EOF PDA PIP MMORPG KMS "
    "IRC DIMM ETE DARC FCC SI EDMS HTTP MAC TDM RF WAP IC SAM LED LCD USB CPU GPU RAM SSD API "
    "SQL XML HTML URL TCP UDP VPN LAN WAN WLAN DNS FTP SSH SMTP ISO KS KT SK LG GS CJ CU TV AI "
    "IT PC ATM GPS SUV KTX SRT VIP CEO CFO GDP IMF FTA WHO UN EU USA UK KBS MBC SBS EBS YTN "
    "JTBC"
).split()
FORM_TAILS: Final = "시 군 구 읍 면 동 리 로 길 가 도 역 교 산 천 항 도서관 초등학교 아파트".split()
PARTICLES: Final = (
    "은 는 이 가 을 를 의 에 에서 으로 로 와 과 도 만 까지 부터 하다 하고 했다 합니다 입니다"
).split()

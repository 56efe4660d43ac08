"""Words of page furniture in the sources' languages: what lines that are not the article begin with, consist of, or ask for.

Entries are compared folded (no case, no accents). Add one when a page shows it, with a line in
tests/unit/test_extraction_boilerplate.py.
"""

# A short line that begins with one of these and goes on with a colon, or consists of it, points to other articles.
ELSEWHERE = """
related content|related articles|related posts|related news|related stories|related|read more|read also|also read
see also
read full article|more from|more news|more stories|you might also like|you may also like|discover more|top news
top stories|most read|most popular
latest news|trending|recommended|recommended for you|all news|key points|editor's picks|don't miss
lesen sie auch|lesen sie mehr|mehr zum thema|auch interessant|meistgelesen|meistgekauft
das konnte sie auch interessieren|zum thema
a lire aussi|lire aussi|a lire egalement|sur le meme sujet|articles lies|les plus lus|voir aussi
te puede interesar|le puede interesar|lea tambien|lee tambien|ver tambien|noticias relacionadas|mas noticias
lo mas leido|mas leidas
zobacz takze|zobacz tez|czytaj takze|czytaj tez|ogladaj takze|przeczytaj takze|polecamy|najczesciej czytane
powiazane artykuly
читайте также|читайте еще|читать также|смотрите также|по теме|материалы по теме|другие новости|популярное
популярное за неделю|главные новости
самое читаемое|новости по теме|рекомендуем|еще по теме|лента новостей|топ новостей
читайте також|читати також|дивіться також|популярне|популярні новини|за темою|матеріали за темою|новини за темою
관련기사|관련 기사|관련글|관련뉴스|많이 본 뉴스|많이 본 기사|댓글 많은 뉴스|당신이 놓친 뉴스|인기기사|추천기사
이 시각 주요뉴스|주요뉴스|주요 뉴스|인기뉴스
相关阅读|相关新闻|相关报道|相关文章|热门新闻|热门文章|新闻推荐|推荐阅读|延伸阅读|延伸閱讀|相關新聞|相關報導|熱門新聞
推薦閱讀|延伸|阅读全文|上一篇|下一篇|更多新闻
関連記事|関連ニュース|あわせて読みたい|合わせて読みたい|人気記事|最新記事|おすすめ記事|おすすめのコンテンツ
こちらもおすすめ|ランキング|続きを読む
"""

# A short line that consists of one of these, with or without a number, heads the readers' comments.
COMMENTS = """
comment|comments|leave a comment|join the conversation|view all comments|kommentare|kommentar|leserkommentare
commentaire|commentaires|comentario
comentarios|komentarze|komentarz|комментарии|комментарий|комментариев|коментарі|коментар|коментарів|댓글|의견
전체 댓글|コメント|コメントを書く|评论|評論|網友評論|网友评论|留言
"""

# A line that consists of one of these is furniture wherever it stands.
FURNITURE = """
advertisement|advertising|sponsored|continue reading below|story continues below|skip to content|skip to main content
menu|menu content|left menu|go top
go to contents|back to top|text size|show fullscreen|share|share this|share this article|share this story
share across apps|print|print this|save|bookmark|subscribe|sign in|sign up|log in|reaction
react to article|react to this|react to this article|react to this text|view all comments|last most voted
most voted|newsletter|listen|listen to this article
this audio is created with ai assistance|click to enlarge|new user promotion
werbung|anzeige|teilen|drucken|merken|publicite|partager|imprimer|publicidad|compartir|imprimir|reklama|udostepnij
drukuj|реклама|поделиться|печать|распечатать|загрузка ленты|подписаться
реклама 16+|поширити|поділитися|роздрукувати|광고|공유|공유하기|인쇄|스크랩|글자크기|구독하기|기사 공유|广告|廣告|分享
打印|关闭|收藏|举报|微信扫一扫|聽新聞|広告|シェア|印刷|メニュー
advert|tags|topics|sources|photo gallery|close|x|(끝)|끝
"""

# A line that begins with one of these is furniture when it is short.
BEGINNINGS = """
share on|share via|follow us|follow @|find us on|subscribe to our|subscribe to the|sign up for|join our
download our app|click here to|we would love your opinion|please enable javascript
download the app|support our journalism|copyright|all rights reserved|©|views:|tags:|filed under
suggestions for topics
folgen sie uns|abonnieren sie|newsletter abonnieren|suivez-nous|abonnez-vous|partager sur|siguenos|suscribete
comparte esta nota|comparte en|obserwuj nas|zapisz sie
подписывайтесь на|подписывайтесь в|подпишись на|подпишитесь на|мы в telegram|мы в соцсетях|читайте нас|читать нас
наш канал|наш telegram|все права защищены|нашли ошибку|заметили ошибку|выделите ошибку
комментировать могут|загрузка ленты|просмотров|рейтинг@
підписуйтесь|підпишіться|якщо побачили помилку|якщо ви знайшли помилку|усі права захищені
저작권자|<저작권자|무단전재|무단 전재|카카오톡|[카카오톡]|네이버에서|구독|제보는|▶|<이미지를 클릭
责任编辑|责编|【编辑|编辑：|編輯：|核稿|未经授权|版权声明|版權所有|关注|掌握|扫一扫|阅读|浏览|发佈單位|顶一下|打赏
關鍵字|关键词|文章標籤
＜記事|<記事|記事、写真|無断転載|lineで送る|・lineで送る|facebookでシェア|このニュースをシェア|この記事を|外部リンクへ
当サイトは
"""

# Names of networks and what one does there: a short line made of little else is a row of buttons.
BUTTONS = """
facebook twitter x whatsapp telegram linkedin pinterest reddit vk viber instagram youtube tiktok threads bluesky
mastodon messenger line weibo wechat qzone
email e-mail mail copy link share tweet pin print save flipboard pocket xing snapchat ok odnoklassniki вконтакте
одноклассники телеграм дзен вотсап max rss
teilen geteilt mal partager compartir udostepnij поделиться поділитися 카카오톡 페이스북 트위터 밴드 微信 微博 朋友圈
fb 好友 加入
"""

# Words around counts of readers and comments.
COUNTED = """
comments comment views view shares share likes like reads reactions reaction people have reacted to this min mins minute
minutes read reading time words
kommentare kommentar aufrufe commentaires vues comentarios visitas vistas komentarzy komentarze odslon комментарии
комментариев комментария комментарий просмотров просмотры
просмотра перегляди переглядів коментарів коментарі коментаря lesezeit minuten lecture temps de lectura tiempo minutos
czas czytania мин минут чтения время хв читання
조회 조회수 댓글 추천 공감 阅读 評論 评论 浏览 浏览量 瀏覽 点赞 參與互動 コメント トラックバック 閲覧 いいね 票 照会数
"""

# Inviting words of paywalls, consent walls, robot checks: they make a teaser of a *short* text.
WITHHELD = {
    "paywall": """
subscribe to continue|subscribe to read|to continue reading|continue reading with a subscription
this article is for subscribers|for subscribers only|subscriber-only|already a subscriber
subscribers only|register to continue|register to read|sign in to read|log in to continue reading
become a member to read|this content is for members|premium content|unlock this article|start your free trial
nur fur abonnenten|weiterlesen mit|jetzt weiterlesen|mit plus weiterlesen|bereits abonnent|dieser artikel ist exklusiv
jetzt abonnieren und weiterlesen
reserve aux abonnes|reservee aux abonnes|pour lire la suite|deja abonne|abonnez-vous pour lire|il vous reste
exclusivo para suscriptores|solo para suscriptores|suscribete para seguir leyendo|para continuar leyendo
contenido exclusivo
tylko dla prenumeratorow|dla prenumeratorow|aby czytac dalej|pozostalo|dostep do tresci
доступно только подписчикам|только для подписчиков|оформите подписку|чтобы дочитать|полный текст доступен
продолжение доступно по подписке|материал доступен подписчикам
лише для передплатників|тільки для передплатників|оформіть передплату
유료회원|유료 회원|구독자 전용|로그인 후 이용|회원 전용|프리미엄 기사|로그인이 필요
会员专享|付费阅读|订阅后|登录后阅读|登錄後|付費會員|訂閱後|會員專屬|剩余内容
会員限定|有料会員|残り|この記事は会員|ログインして|続きをお読み
""",
    "consent wall": """
before you continue|we value your privacy|we and our partners|accept all cookies|accept cookies|manage your cookie
cookie preferences|consent to the use of cookies|your privacy choices
wir verwenden cookies|alle akzeptieren|zustimmen und weiter|mit werbung und tracking|ihre einwilligung
nous utilisons des cookies|tout accepter|continuer sans accepter|vos choix en matiere de cookies
utilizamos cookies|aceptar todas|aceptar y continuar
uzywamy plikow cookie|akceptuje wszystkie|zgadzam sie|dbamy o twoja prywatnosc
мы используем cookie|мы используем файлы cookie|принять все|согласие на обработку
ми використовуємо файли cookie|ми використовуємо cookie
쿠키를 사용|쿠키 사용에 동의
我们使用cookie|我們使用cookie|接受所有cookie
cookieを使用|クッキーを使用
""",
    "robot check": """
checking your browser|verify you are human|verifying you are human|just a moment|enable javascript and cookies
ddos protection|access denied|are you a robot|unusual traffic
please complete the security check|подтвердите, что вы не робот|проверка браузера|вы не робот|自动化程序|请完成验证
安全验证
""",
    "JavaScript shell": """
please enable javascript|you need to enable javascript|javascript is disabled|javascript is required
requires javascript|enable js
javascript aktivieren|aktivieren sie javascript|activer javascript|activez javascript|active javascript
habilite javascript|wlacz javascript|включите javascript|увімкніть javascript
자바스크립트를|javascriptを有効|请启用javascript|請啟用javascript|您的浏览器不支持
""",
}

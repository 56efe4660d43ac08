"""The words dates are written with, in the languages of the sources: months, weekdays, time zones, and what may stand around."""

import re
import unicodedata

_ACCENTS = re.compile("[\u0300-\u036f]+")


def fold(text: str) -> str:
    """Compatibility forms, case and accents removed: how every word here and every date string is compared."""
    folded = text.casefold()
    if folded.isascii():
        return folded
    return unicodedata.normalize("NFC", _ACCENTS.sub("", unicodedata.normalize("NFKD", folded)))


_MONTHS = """
1 january jan januar janner jän janvier janv enero ene styczeń stycznia sty январь января янв січень січня січ
2 february feb februar février févr fevr fév febrero luty lutego lut февраль февраля фев февр лютий лютого лют
3 march mar märz maerz mär mrz mars marzo marzec marca март марта мар березень березня бер
4 april apr avril avr abril abr kwiecień kwietnia kwi апрель апреля апр квітень квітня кві квіт
5 may mai mayo maj maja май мая травень травня тра трав
6 june jun juni juin junio czerwiec czerwca cze июнь июня июн червень червня чер черв
7 july jul juli juillet juil julio lipiec lipca lip июль июля июл липень липня лип
8 august aug août agosto ago sierpień sierpnia sie август августа авг серпень серпня сер серп
9 september sep sept septembre septiembre setiembre wrzesień września wrz сентябрь сентября сен сент вересень
9 вересня вер верес
10 october oct oktober okt octobre octubre październik października paź октябрь октября окт жовтень жовтня жов жовт
11 november nov novembre noviembre listopad listopada lis ноябрь ноября ноя нояб листопад листопада лис лист
12 december dec dezember dez décembre déc diciembre dic grudzień grudnia gru декабрь декабря дек грудень грудня гру
12 груд
"""
_WEEKDAYS = """
0 monday mon montag mo lundi lun lunes poniedziałek pon понедельник пн понеділок 월 월요일 月 月曜 月曜日 星期一 周一
0 週一
1 tuesday tue tues dienstag di mardi martes wtorek wt вторник вт вівторок 화 화요일 火 火曜 火曜日 星期二 周二 週二
2 wednesday wed mittwoch mi mercredi mer miércoles mié środa śr среда среду ср середа середу 수 수요일 水 水曜 水曜日
2 星期三 周三 週三
3 thursday thu thur thurs donnerstag do jeudi jeu jueves jue czwartek czw четверг чт четвер 목 목요일 木 木曜 木曜日
3 星期四 周四 週四
4 friday fri freitag fr vendredi ven viernes vie piątek pt пятница пятницу пт п'ятниця п'ятницю 금 금요일 金 金曜
4 金曜日 星期五 周五 週五
5 saturday sat samstag sa sonnabend samedi sam sábado sáb sobota суббота субботу сб субота суботу 토 토요일 土 土曜
5 土曜日 星期六 周六 週六
6 sunday sun sonntag so dimanche dim domingo dom niedziela niedz воскресенье вс неділя неділю нд 일 일요일 日 日曜
6 日曜日 星期日 星期天 周日 週日
"""
_ZONES = """
+00:00 z utc gmt ut
Asia/Seoul kst 한국시간
Asia/Pyongyang pyt
Asia/Tokyo jst 日本時間
Europe/Moscow msk мск
Asia/Vladivostok vlat vlst
Asia/Kamchatka pett
Asia/Magadan magt
Asia/Sakhalin sakt
Asia/Yakutsk yakt
Asia/Irkutsk irkt
Asia/Krasnoyarsk krat
Asia/Novosibirsk novt
Asia/Omsk omst
Asia/Yekaterinburg yekt
Europe/Samara samt
Asia/Hong_Kong hkt
Asia/Singapore sgt
America/New_York et
-05:00 est cdt
-04:00 edt
-06:00 mdt
-07:00 mst pdt
-08:00 pst
+01:00 cet mez
+02:00 cest mesz eet
+03:00 eest
+04:00 msd
+07:00 ict
+10:00 aest
+11:00 aedt
+12:00 nzst
+13:00 nzdt
"""
# Names two parts of the world share: read only where the source's own zone is one of those they may mean.
AMBIGUOUS_ZONES = {
    "cst": {"Asia/Shanghai": "+08:00", "Asia/Taipei": "+08:00", "America/Chicago": "-06:00"},
    "ist": {"Asia/Kolkata": "+05:30", "Asia/Jerusalem": "+02:00", "Europe/Dublin": "+01:00"},
    "bst": {"Europe/London": "+01:00", "Asia/Dhaka": "+06:00"},
}
_RELATIVE = """
0 today сегодня сьогодні heute aujourd'hui hoy dziś dzisiaj 오늘 今天 今日
1 yesterday вчера вчора gestern hier ayer wczoraj 어제 昨天 昨日
2 позавчера позавчора vorgestern avant-hier anteayer przedwczoraj 그제 그저께 前天 一昨日
"""
# What may stand around a date of publication without changing it. Words for "updated" are missing on purpose.
_AROUND = """
published publish posted published: date dated time at on of the written upload uploaded created first st nd rd th er
de del el
la las le les a as um uhr am den veroffentlicht erstellt datum vom publie publiee publicado publicada fecha hora hrs h
opublikowano
data dodano dnia godz godzina o r roku опубликовано публикация публикации дата добавлено размещено г года год в р року
о об
час опубліковано 입력 등록 기사입력 기사등록 최초입력 작성 작성일 등록일 게시일 승인 발행 발행일 송고 보도 날짜 일시
发布 发布于 发布时间 发表 发表于
发表时间 日期 时间 時間 發布 發佈 發表 發布時間 發佈時間 刊登 公開 公開日 掲載 掲載日 配信 投稿 投稿日 日時 年 月 日
주체 juche чучхе 主体
"""


def _table(listing: str) -> dict[str, str]:
    rows = (line.split() for line in listing.strip().splitlines())
    return {fold(word): value for value, *words in rows for word in words}


MONTHS = {word: int(value) for word, value in _table(_MONTHS).items()}
WEEKDAYS = {word: int(value) for word, value in _table(_WEEKDAYS).items()}
ZONES = _table(_ZONES)
RELATIVE = {word: int(value) for word, value in _table(_RELATIVE).items()}
AROUND = frozenset(fold(word) for word in _AROUND.split())

DAY_FIRST_LANGUAGES = frozenset({"de", "fr", "es", "it", "pt", "ru", "uk", "pl", "be", "nl"})
DAY_FIRST_ZONES = ("Europe/", "Australia/", "Asia/Vladivostok", "Asia/Yekaterinburg", "Asia/Novosibirsk", "Asia/Kolkata")

# Words before a date of revision, in a folded text.
REVISED = re.compile(
    r"\b(?:(?:last )?(?:updated?|modified)|aktualisiert|mis a jour|actualizado|aktualizacja|обновлено|изменено|оновлено)\b"
    r"|최종수정|수정|更新|修改|最終更新"
)

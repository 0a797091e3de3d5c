"use strict";
const WORDS = {
  ru: {
    title: "SymbioAudit: хаб платформы", token: "Ключ доступа оператора", enter: "Войти", leave: "Выйти",
    queue: "Очередь", quarantine: "Карантин", regions: "Регионы", matches: "Связи", other: "English",
    empty_queue: "Ничего не ждёт приёма.", empty_quarantine: "Карантин пуст.",
    empty_regions: "В реестре пока нет ресурсов.", empty_matches: "Связей пока нет.",
    finished: "Получено", sender: "Отправитель", upload: "Загрузка", settle: "Закрыть", again: "Закрыть и принять заново, если пришлют",
    how: "Решение", audit: "Аудит", bytes: "байт", region: "Регион", enterprises: "Предприятия", haves: "Предлагают",
    wants: "Ищут", score: "Балл", have: "Предлагается", want: "Требуется", distance: "Не дальше, км", side: "Сторона",
    what: "Что", plant: "Предприятие", amount: "Количество", map: "Карта регионов", list: "Ресурсы региона",
    wrong_token: "Ключ не подходит или закрыт.", not_operator: "Это ключ консультанта: здесь нужен ключ оператора.",
    no_answer: "Хаб не отвечает. Попробуйте ещё раз.", done: "Записано.", more: "Дальше", hidden: "не раскрывается",
    class_: "Класс", and_more: "и ещё",
  },
  en: {
    title: "SymbioAudit: hub of the platform", token: "Operator’s token", enter: "Enter", leave: "Leave",
    queue: "Queue", quarantine: "Quarantine", regions: "Regions", matches: "Matches", other: "Русский",
    empty_queue: "Nothing waits to be taken in.", empty_quarantine: "The quarantine is empty.",
    empty_regions: "The registry has no resources yet.", empty_matches: "There are no matches yet.",
    finished: "Received", sender: "Sender", upload: "Upload", settle: "Close", again: "Close, and judge anew if it comes again",
    how: "Decision", audit: "Audit", bytes: "bytes", region: "Region", enterprises: "Enterprises", haves: "Offers",
    wants: "Wants", score: "Score", have: "Offered", want: "Wanted", distance: "Within, km", side: "Side",
    what: "What", plant: "Enterprise", amount: "Amount", map: "Map of regions", list: "Resources of the region",
    wrong_token: "The token does not fit or is closed.", not_operator: "This is a consultant’s token: an operator’s is needed.",
    no_answer: "The hub does not answer. Try again.", done: "Noted.", more: "More", hidden: "not disclosed",
    class_: "Class", and_more: "and more:",
  },
};

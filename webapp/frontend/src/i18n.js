/** The words of the islands themselves; those of a form come from the form, those of its errors from forms/messages.json. */
const TEXTS = {
  ru: {
    choose: "— выберите —",
    yes: "да",
    no: "нет",
    empty: "—",
    errors: "Проверьте заполнение: {count}",
    row: "строка {number}",
    addRow: "Добавить строку",
    removeRow: "Удалить строку {number}",
    removeFilledRow: "Удалить строку {number} вместе с тем, что в ней заполнено?",
    rowActions: "Действия",
    noRows: "Строк пока нет.",
    formerPerson: "Сотрудник № {id}, больше не в списке",
    formerRecord: "Карточка № {id}, больше не в списке",
    submit: "Отправить",
    submitting: "Отправляем…",
    draftSaving: "Сохраняем черновик…",
    draftSaved: "Черновик сохранён: {time}",
    draftFailed: "Черновик не сохранён, попробуем ещё. Введённое остаётся на этой странице.",
    draftRefused:
      "Черновик не сохраняется: задание изменилось или вы вышли из системы. Введённое остаётся на этой странице.",
    diagramBroken: "Схему не удалось показать. Шаги перечислены ниже.",
    zoomIn: "Крупнее",
    zoomOut: "Мельче",
    fit: "Показать всю схему",
    youAreHere: "вы здесь",
    tokens: "Сейчас на этом шаге: {count}",
    done: "Пройдено",
    incident: "Нужна помощь: {message}",
  },
  en: {
    choose: "— choose —",
    yes: "yes",
    no: "no",
    empty: "—",
    errors: "Please check the form: {count}",
    row: "row {number}",
    addRow: "Add a row",
    removeRow: "Remove row {number}",
    removeFilledRow: "Remove row {number} together with what is filled in?",
    rowActions: "Actions",
    noRows: "No rows yet.",
    formerPerson: "Person No. {id}, no longer in the list",
    formerRecord: "Card No. {id}, no longer in the list",
    submit: "Submit",
    submitting: "Sending…",
    draftSaving: "Saving the draft…",
    draftSaved: "Draft saved: {time}",
    draftFailed: "The draft is not saved, we will try again. What you typed stays on this page.",
    draftRefused:
      "The draft cannot be saved: the task has changed or you are signed out. What you typed stays on this page.",
    diagramBroken: "The diagram could not be shown. Its steps are listed below.",
    zoomIn: "Zoom in",
    zoomOut: "Zoom out",
    fit: "Show the whole diagram",
    youAreHere: "you are here",
    tokens: "At this step now: {count}",
    done: "Passed",
    incident: "Needs help: {message}",
  },
};

export const known = (language) => (language in TEXTS ? language : "ru");

/** The language of the page, as base.html declares it. */
export const pageLanguage = () => known(document.documentElement.lang);

/** Words in the language of the page: `words("row", { number: 2 })`. */
export const words = (key, values = {}) => fill(TEXTS[pageLanguage()][key], values);

/** Puts values in the place of `{name}`; a name without a value stays as it is. */
export function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (placeholder, name) => values[name] ?? placeholder);
}

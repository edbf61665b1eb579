/**
 * Keeps a comment that is being typed in the browser, under the place it is about. It is let go when the page shows the
 * comment that the form sent: sending alone proves nothing. Another tab's draft is not overwritten while that one types.
 */
export function keepDraft(form, storage) {
  const name = `comment:${form.dataset.commentDraft}`;
  const { text, key } = form.elements;
  const draft = read(storage, name);
  if (draft && document.querySelector(`[data-comment-key="${CSS.escape(draft.key)}"]`)) storage.removeItem(name);
  else if (draft && !text.value) {
    text.value = draft.text;
    key.value = draft.key; // sent again after a lost answer it is the same comment
  }
  text.addEventListener("input", () => {
    if (text.value.trim()) storage.setItem(name, JSON.stringify({ text: text.value, key: key.value }));
    else storage.removeItem(name);
  });
}

/** The draft, if there is one that can be read. */
function read(storage, name) {
  try {
    const draft = JSON.parse(storage.getItem(name));
    return typeof draft?.text === "string" && typeof draft.key === "string" ? draft : undefined;
  } catch {
    return undefined; // written by another version of this page
  }
}

import { useEffect, useMemo, useState } from "react";

import { Icon } from "../icon.jsx";
import { words } from "../i18n.js";
import { Draft } from "./draft.js";

const TEXTS = { saving: "draftSaving", saved: "draftSaved", failed: "draftFailed", refused: "draftRefused" };

/** The draft of a form and what has become of it. Warns before a page is left with something unsaved. */
export function useDraft({ draftUrl, csrf, seen, draftSaved }) {
  const [state, setState] = useState(draftSaved ? { state: "saved", words: draftSaved } : {});
  const draft = useMemo(() => new Draft({ url: draftUrl, csrf, seen, report: setState }), [draftUrl, csrf, seen]);
  useEffect(() => {
    const warn = (event) => draft.isUnsaved && event.preventDefault();
    const flush = () => document.visibilityState === "hidden" && draft.flush();
    window.addEventListener("beforeunload", warn);
    document.addEventListener("visibilitychange", flush);
    return () => {
      window.removeEventListener("beforeunload", warn);
      document.removeEventListener("visibilitychange", flush);
    };
  }, [draft]);
  return [draft, state];
}

export function DraftState({ state, words: time }) {
  const failed = state === "failed" || state === "refused";
  return (
    <div className={failed ? "draft-state is-failing" : "draft-state"} role="status">
      {state && <Icon name={failed ? "alert-triangle" : "check"} className="icon-text" />}
      {state && ` ${words(TEXTS[state], { time })}`}
    </div>
  );
}

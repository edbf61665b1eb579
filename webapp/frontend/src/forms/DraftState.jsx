import { useEffect, useMemo, useReducer } from "react";

import { Icon } from "../icon.jsx";
import { words } from "../i18n.js";
import { Draft } from "./draft.js";
import { forgetOldCopies, LocalCopy } from "./local-copy.js";

const TEXTS = {
  saving: "draftSaving",
  saved: "draftSaved",
  failed: "draftFailed",
  offline: "draftOffline",
  signedOut: "draftSignedOut",
  refused: "draftRefused",
};
const FAILING = ["failed", "refused"];
const BARS = ["offline", "signedOut"];

/** The draft of a form and what has become of it. Warns before a page is left with something kept nowhere. */
export function useDraft({ draftUrl, csrf, seen, draftSaved, copyKey }) {
  const [state, report] = useReducer(following, draftSaved ? { state: "saved", words: draftSaved } : {});
  const draft = useMemo(() => {
    const copy = copyKey ? new LocalCopy(copyKey) : undefined;
    return new Draft({ url: draftUrl, csrf, seen, copy, renew: () => renewedToken(copyKey), report });
  }, [draftUrl, csrf, seen, copyKey]);
  useEffect(() => {
    if (!draftUrl) return;
    forgetOldCopies();
    return listen(draft);
  }, [draft, draftUrl]);
  useEffect(() => {
    if (state.state === "refused") document.dispatchEvent(new Event("draft-refused"));
  }, [state]);
  return [draft, state];
}

/** A bar stays until an attempt has succeeded: it must not flicker away under somebody's pointer. */
const following = (before, now) => (now.state === "saving" && BARS.includes(before.state) ? before : now);

function listen(draft) {
  const warn = (event) => draft.isAtRisk && event.preventDefault();
  const leave = () => document.visibilityState === "hidden" && draft.farewell();
  const come = () => document.visibilityState === "visible" && draft.flush();
  const listeners = [
    [window, "beforeunload", warn],
    [window, "pagehide", () => draft.farewell()],
    [window, "online", () => draft.flush()],
    [document, "visibilitychange", leave],
    [document, "visibilitychange", come],
  ];
  for (const [target, name, listener] of listeners) target.addEventListener(name, listener);
  return () => listeners.forEach(([target, name, listener]) => target.removeEventListener(name, listener));
}

/** The CSRF token of this page's session as it is now, if the page is still for the same person; the form gets it too. */
async function renewedToken(copyKey) {
  const response = await fetch(location.href, { redirect: "manual" });
  if (!response.ok) return undefined;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  if (!page.getElementById("form-data")?.textContent.includes(JSON.stringify(copyKey))) return undefined;
  const token = page.querySelector("meta[name=csrf-token]")?.content;
  for (const field of document.querySelectorAll("input[name=csrf_token]")) field.value = token;
  return token;
}

/** What is wrong, for all to see above the form: no connection, nobody signed in. */
export function DraftBar({ state, signIn }) {
  if (!BARS.includes(state)) return null;
  return (
    <div className="alert tone-warning" role="alert">
      <div className="alert-icon">
        <Icon name="alert-triangle" />
      </div>
      <div>
        {words(TEXTS[state])}{" "}
        {state === "signedOut" && (
          <a className="alert-link" href={signIn}>
            {words("signInAgain")}
          </a>
        )}
      </div>
    </div>
  );
}

export function DraftState({ state, words: time }) {
  const failed = FAILING.includes(state);
  const isTold = state && state in TEXTS && !BARS.includes(state);
  return (
    <div className={failed ? "draft-state is-failing" : "draft-state"} role="status">
      {isTold && <Icon name={failed ? "alert-triangle" : "check"} className="icon-text" />}
      {isTold && ` ${words(TEXTS[state], { time })}`}
    </div>
  );
}

import { useCallback, useEffect, useMemo, useRef, useState } from "react";

import { pageLanguage, words } from "../i18n.js";
import { DraftBar, DraftState, useDraft } from "./DraftState.jsx";
import { differences } from "./differences.js";
import { KeepingForm } from "./KeepingForm.js";
import { attachToForm } from "./page-form.js";
import { useServerErrors } from "./server-errors.js";
import { focusErrors } from "./templates/ErrorList.jsx";
import { fields, templates, widgets } from "./theme.js";
import { Restored, TwoDrafts } from "./TwoDrafts.jsx";
import { TypedText } from "./TypedText.jsx";
import { fieldSchema } from "./validation/branches.js";
import { makeValidator, openData } from "./validation/validator.js";

/** What must be `true`, such as a consent, is not thereby given; nor is the first of several answers chosen. */
const DEFAULTS = { constAsDefaults: "never" };

/** A form drawn from its schema inside an ordinary HTML form (`pageForm`), which submits it. */
export function FormIsland({ schema, ui = {}, data, errors = [], context = {}, pageForm }) {
  const form = useRef(null);
  const [draft, draftState] = useDraft(context);
  const kept = useMemo(() => keptCopy(draft, schema, data ?? {}, errors), [draft, schema, data, errors]);
  const [restored, setRestored] = useState(kept?.seen === context.seen ? kept : undefined);
  const [offered, setOffered] = useState(restored ? undefined : kept);
  const [begun, setBegun] = useState(restored?.data ?? data ?? {}); // what the form was last drawn with
  const [answers, setAnswers] = useState(begun);
  const [hasFailed, setHasFailed] = useState(errors.length > 0);
  const [isSending, setIsSending] = useState(false);
  const [isEarly, setIsEarly] = useState(false); // submitted while a file is on its way
  const isOver = useTaskTaken(draft);
  const [serverErrors, forgetChanged] = useServerErrors(errors, data, schema);
  const validator = useMemo(() => makeValidator(pageLanguage()), []);

  const read = useCallback(() => openData(schema, form.current.state.formData), [schema]);
  const check = useCallback(() => {
    const isWaiting = pageForm.querySelector("[data-sending]") !== null;
    setIsEarly(isWaiting);
    if (isWaiting) return false;
    const isValid = form.current.validateForm();
    if (!isValid) setHasFailed(true);
    return isValid;
  }, [pageForm]);
  useEffect(() => {
    if (!pageForm || context.readonly) return;
    if (context.draftOnly) return void pageForm.addEventListener("submit", (event) => event.preventDefault());
    const onSubmit = () => {
      draft.stop();
      setIsSending(true);
    };
    attachToForm(pageForm, { check, read, onSubmit });
    window.addEventListener("pageshow", () => setIsSending(false));
  }, [pageForm, context.readonly, context.draftOnly, check, read, draft]);
  useEffect(() => {
    if (errors.length) focusErrors();
  }, [errors]);

  useEffect(() => {
    if (restored) draft.overrule(context.seen, restored.data);
  }, []); // once, when the page is opened
  const undoRestoring = () => {
    setRestored(undefined);
    begin(data ?? {});
    draft.change(data ?? {});
    draft.flush();
  };
  const begin = (values) => {
    setBegun(values);
    setAnswers(values);
  };
  const choose = (seen) => ({
    onMine: () => {
      const mine = offered?.data ?? answers;
      if (offered) begin(mine);
      setOffered(undefined);
      draft.overrule(seen, mine);
    },
    onTheirs: () => {
      if (!offered) begin(draftState.theirs);
      setOffered(undefined);
      draft.giveWay(seen, draftState.words);
    },
  });
  const change = ({ formData }, id) => {
    if (id === undefined) return; // the defaults of the schema, not a person
    setAnswers(formData);
    setIsEarly(false);
    forgetChanged(formData);
    draft.change(formData);
  };
  return (
    <div onBlur={() => draft.flush()}>
      <DraftBar {...draftState} signIn={context.signIn} />
      {isOver && <TypedText schema={schema} data={answers} context={context} />}
      {restored && <Restored time={inWords(restored.at)} onUndo={undoRestoring} />}
      {offered && (
        <TwoDrafts
          about="copy"
          time={inWords(offered.at)}
          {...{ schema, context, mine: offered.data, theirs: begun }}
          {...choose(context.seen)}
        />
      )}
      {draftState.state === "changed" && (
        <TwoDrafts
          about="conflict"
          time={draftState.words}
          {...{ schema, context, mine: answers, theirs: draftState.theirs }}
          {...choose(draftState.seen)}
        />
      )}
      <KeepingForm
        key={keyOf(begun)}
        ref={form}
        tagName="div"
        className="form-island"
        schema={schema}
        uiSchema={ui}
        initialFormData={begun}
        formContext={context}
        fields={fields}
        templates={templates}
        widgets={widgets}
        validator={validator}
        extraErrors={serverErrors}
        liveValidate={hasFailed}
        readonly={context.readonly || Boolean(offered)}
        experimental_defaultFormStateBehavior={DEFAULTS}
        onChange={change}
        onError={() => requestAnimationFrame(focusErrors)}
      />
      {!context.readonly && (
        <div className="form-actions">
          {!context.draftOnly && (
            <button type="submit" className="btn btn-primary" disabled={isSending || isOver || Boolean(offered)}>
              {isSending ? words("submitting") : submitText(ui, schema, answers)}
            </button>
          )}
          {isEarly && <span role="alert">{words("uploadPending")}</span>}
          <DraftState {...draftState} />
        </div>
      )}
    </div>
  );
}

/** `at` in milliseconds. */
const inWords = (at) => new Date(at).toLocaleString(pageLanguage(), { dateStyle: "long", timeStyle: "short" });

/** What this browser kept when it could not be saved, if the page does not show it already, as after a recall. */
function keptCopy(draft, schema, data, errors) {
  const kept = errors.length ? undefined : draft.copy?.read();
  if (kept && !differences(schema, kept.data, data).length) return void draft.copy.drop();
  return kept;
}

/** Whether somebody else has done or taken the task meanwhile (src/tasks/watch.js asks). */
function useTaskTaken(draft) {
  const [isOver, setIsOver] = useState(false);
  useEffect(() => {
    const hear = ({ detail }) => {
      setIsOver(!detail.mayWork);
      if (!detail.mayWork) draft.halt();
    };
    document.addEventListener("task-changed", hear);
    return () => document.removeEventListener("task-changed", hear);
  }, [draft]);
  return isOver;
}

const keys = new WeakMap();
let lastKey = 0;

/** Another key for other values: the form is drawn anew with them. */
function keyOf(values) {
  if (!keys.has(values)) keys.set(values, (lastKey += 1));
  return keys.get(values);
}

/** The button says what it does: the words of the chosen decision, else those of the form. */
function submitText(ui, schema, answers) {
  const { field, labels = {} } = ui["ui:submit"] ?? {};
  const decision = field && (answers[field] ?? fieldSchema(schema, [field])?.default);
  return labels[decision] ?? ui["ui:submitButtonOptions"]?.submitText ?? words("submit");
}

import { useCallback, useEffect, useMemo, useRef, useState } from "react";

import { pageLanguage, words } from "../i18n.js";
import { DraftState, useDraft } from "./DraftState.jsx";
import { KeepingForm } from "./KeepingForm.js";
import { attachToForm } from "./page-form.js";
import { useServerErrors } from "./server-errors.js";
import { focusErrors } from "./templates/ErrorList.jsx";
import { fields, templates, widgets } from "./theme.js";
import { fieldSchema } from "./validation/branches.js";
import { makeValidator, openData } from "./validation/validator.js";

/** What must be `true`, such as a consent, is not thereby given; nor is the first of several answers chosen. */
const DEFAULTS = { constAsDefaults: "never" };

/** A form drawn from its schema inside an ordinary HTML form (`pageForm`), which submits it. */
export function FormIsland({ schema, ui = {}, data, errors = [], context = {}, pageForm }) {
  const form = useRef(null);
  const [answers, setAnswers] = useState(data ?? {});
  const [hasFailed, setHasFailed] = useState(errors.length > 0);
  const [isSending, setIsSending] = useState(false);
  const [draft, draftState] = useDraft(context);
  const [serverErrors, forgetChanged] = useServerErrors(errors, data, schema);
  const validator = useMemo(() => makeValidator(pageLanguage()), []);

  const read = useCallback(() => openData(schema, form.current.state.formData), [schema]);
  const check = useCallback(() => {
    const isValid = form.current.validateForm();
    if (!isValid) setHasFailed(true);
    return isValid;
  }, []);
  useEffect(() => {
    if (!pageForm || context.readonly) return;
    const onSubmit = () => {
      draft.stop();
      setIsSending(true);
    };
    attachToForm(pageForm, { check, read, onSubmit });
    window.addEventListener("pageshow", () => setIsSending(false));
  }, [pageForm, context.readonly, check, read, draft]);
  useEffect(() => {
    if (errors.length) focusErrors();
  }, [errors]);

  const change = ({ formData }, id) => {
    if (id === undefined) return; // the defaults of the schema, not a person
    setAnswers(formData);
    forgetChanged(formData);
    draft.change(formData);
  };
  return (
    <>
      <KeepingForm
        ref={form}
        tagName="div"
        className="form-island"
        schema={schema}
        uiSchema={ui}
        initialFormData={data ?? {}}
        formContext={context}
        fields={fields}
        templates={templates}
        widgets={widgets}
        validator={validator}
        extraErrors={serverErrors}
        liveValidate={hasFailed}
        readonly={context.readonly}
        experimental_defaultFormStateBehavior={DEFAULTS}
        onChange={change}
        onError={() => requestAnimationFrame(focusErrors)}
      />
      {!context.readonly && (
        <div className="form-actions">
          <button type="submit" className="btn btn-primary" disabled={isSending}>
            {isSending ? words("submitting") : submitText(ui, schema, answers)}
          </button>
          <DraftState {...draftState} />
        </div>
      )}
    </>
  );
}

/** The button says what it does: the words of the chosen decision, else those of the form. */
function submitText(ui, schema, answers) {
  const { field, labels = {} } = ui["ui:submit"] ?? {};
  const decision = field && (answers[field] ?? fieldSchema(schema, [field])?.default);
  return labels[decision] ?? ui["ui:submitButtonOptions"]?.submitText ?? words("submit");
}

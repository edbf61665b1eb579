/** Files of a form: chosen, dropped or photographed, uploaded at once; the form holds their ids. */
import "./files.css";

import { useEffect, useRef, useState } from "react";

import { Icon } from "../../icon.jsx";
import { words } from "../../i18n.js";
import { aria, isReadOnly } from "../attributes.js";
import { refusal, sizeWords, upload } from "./upload.js";

let chosen = 0;

/** What was uploaded since the page was opened, by id: a field may be drawn anew by another answer. */
const uploaded = new Map();

/** One file; the value is its id. */
export function FileInput(props) {
  const { value, onChange, options } = props;
  const change = (change) => onChange(change(value ? [value] : []).at(-1) ?? options.emptyValue);
  return <Files {...props} ids={value ? [value] : []} onIds={change} />;
}

/** Several files; the value is the list of their ids. */
export function FileListField(props) {
  const { formData = [], onChange, fieldPathId, schema, uiSchema = {}, registry, rawErrors, required, name } = props;
  const latest = useRef(formData);
  latest.current = formData;
  const change = (change) => {
    latest.current = change(latest.current);
    onChange(latest.current, fieldPathId.path, undefined, fieldPathId.$id);
  };
  const title = uiSchema["ui:title"] ?? schema.title ?? name;
  const id = fieldPathId.$id;
  const known = {
    id,
    schema,
    registry,
    rawErrors,
    required,
    options: {},
    readonly: props.readonly,
    disabled: props.disabled,
  };
  return (
    <div className="mb-3">
      <div className={required ? "form-label required" : "form-label"} id={`${id}__label`}>
        {title}
      </div>
      <Files {...known} ids={formData} onIds={change} multiple />
    </div>
  );
}

function Files({ ids, onIds, multiple = false, ...props }) {
  const { id, disabled, registry, rawErrors = [] } = props;
  const context = registry.formContext;
  const [sending, setSending] = useState([]);
  const [isOver, setIsOver] = useState(false);
  const stops = useRef(new Map());
  useEffect(() => () => stops.current.forEach((stop) => stop.abort()), []);

  const patch = (key, change) => setSending((all) => all.map((one) => (one.key === key ? { ...one, ...change } : one)));
  const drop = (key) => setSending((all) => all.filter((one) => one.key !== key));
  const send = async (key, file) => {
    const stop = new AbortController();
    stops.current.set(key, stop);
    patch(key, { problem: undefined, share: 0 });
    try {
      const kept = await upload(file, context, (share) => patch(key, { share }), stop.signal);
      uploaded.set(kept.id, { name: kept.filename, size: kept.size });
      onIds((before) => (multiple ? [...before, kept.id] : [kept.id]));
      drop(key);
    } catch (failure) {
      patch(key, { problem: failure.message, canRetry: failure.canRetry });
    } finally {
      stops.current.delete(key);
    }
  };
  const take = (list) => {
    const files = [...list].slice(0, multiple ? undefined : 1);
    const begun = files.map((file) => ({ key: (chosen += 1), file, share: 0, problem: refusal(file, context) }));
    setSending((all) => (multiple ? [...all, ...begun] : begun));
    begun.filter(({ problem }) => !problem).forEach(({ key, file }) => send(key, file));
  };
  const remove = (gone) => {
    onIds((before) => before.filter((one) => one !== gone));
    document.getElementById(id)?.focus();
  };

  const isFixed = isReadOnly(props);
  return (
    <div
      className={`files ${isOver ? "files-over" : ""}`}
      onDragOver={(event) => {
        if (isFixed || disabled) return;
        event.preventDefault();
        setIsOver(true);
      }}
      onDragLeave={() => setIsOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setIsOver(false);
        if (!isFixed && !disabled) take(event.dataTransfer.files);
      }}
    >
      {ids.length > 0 && (
        <ul className="files-list">
          {ids.map((one) => (
            <Kept key={one} id={one} context={context} onRemove={isFixed ? undefined : () => remove(one)} />
          ))}
        </ul>
      )}
      {sending.length > 0 && (
        <ul className="files-list" aria-live="polite">
          {sending.map((one) => (
            <Sending
              key={one.key}
              {...one}
              onRetry={() => send(one.key, one.file)}
              onStop={() => (stops.current.get(one.key)?.abort(), drop(one.key))}
            />
          ))}
        </ul>
      )}
      {isFixed ? (
        ids.length === 0 && <output className="form-control-plaintext">{words("empty")}</output>
      ) : (
        <input
          {...aria(props)}
          {...(multiple && { "aria-labelledby": `${id}__label` })}
          id={id}
          type="file"
          className={rawErrors.length ? "form-control is-invalid" : "form-control"}
          accept={context.uploadAccept}
          multiple={multiple}
          disabled={disabled}
          onChange={({ target }) => {
            take(target.files);
            target.value = "";
          }}
        />
      )}
      {!isFixed && (
        <div className="form-hint">
          {words(ids.length && !multiple ? "fileReplaceHint" : "fileHint", { size: sizeWords(context.uploadLargest) })}
        </div>
      )}
    </div>
  );
}

/** A file the form holds. */
function Kept({ id, context, onRemove }) {
  const file = uploaded.get(id) ?? context.files?.[id];
  const name = file?.name ?? words("fileGone");
  return (
    <li className="files-item">
      <Icon name="paperclip" />
      <span className="files-name">
        {file ? (
          <a href={context.fileUrl.replace("ID", id)} target="_blank" rel="noopener">
            {name}
          </a>
        ) : (
          name
        )}
        {file && <span className="text-secondary small"> {sizeWords(file.size)}</span>}
      </span>
      {onRemove && (
        <button type="button" className="btn btn-icon" aria-label={words("fileRemove", { name })} onClick={onRemove}>
          <Icon name="trash" />
        </button>
      )}
    </li>
  );
}

/** A file on its way, or why it did not arrive. */
function Sending({ file, share, problem, canRetry, onRetry, onStop }) {
  const name = file.name;
  return (
    <li className="files-item" data-sending={problem ? undefined : true}>
      <Icon name={problem ? "alert-triangle" : "paperclip"} />
      <span className="files-name">
        {name}
        {problem ? (
          <span className="files-problem">{problem}</span>
        ) : (
          <progress max="1" value={share} aria-label={words("fileSending", { name })} />
        )}
      </span>
      {problem && canRetry && (
        <button type="button" className="btn" onClick={onRetry}>
          <Icon name="refresh" />
          {words("fileRetry")}
        </button>
      )}
      <button type="button" className="btn btn-icon" aria-label={words("fileRemove", { name })} onClick={onStop}>
        <Icon name="trash" />
      </button>
    </li>
  );
}

import { errorId, helpId } from "@rjsf/utils";

import { rowWords } from "../validation/messages.js";
import { pageLanguage } from "../../i18n.js";
import { labelId } from "../attributes.js";
import { usePlace } from "../place.js";

/** A field with its label above, and its hint, errors and help below. */
export function Field(props) {
  const place = usePlace();
  if (props.hidden) return <div hidden>{props.children}</div>;
  if (place.kind === "row") return props.children;
  return place.kind === "cell" ? <CellField {...props} number={place.number} /> : <PageField {...props} />;
}

/** Whether one has to fill it in oneself. */
const isAsked = ({ required, readonly, schema }) => required && !readonly && !schema.readOnly;

function PageField(props) {
  const { id, label, displayLabel, rawDescription, description, children, errors, help, schema } = props;
  const labelsItself = schema.type === "boolean";
  return (
    <div className="field">
      {displayLabel && !labelsItself && (
        <label id={labelId(id)} htmlFor={id} className={isAsked(props) ? "form-label required" : "form-label"}>
          {label}
        </label>
      )}
      {children}
      {displayLabel && rawDescription && description}
      {help}
      {errors}
    </div>
  );
}

/** On a phone the label is seen, on a wide screen the heading of the column stands for it. */
function CellField(props) {
  const { id, label, number, children, errors } = props;
  return (
    <>
      <label
        id={labelId(id)}
        htmlFor={id}
        className={isAsked(props) ? "line-label form-label required" : "line-label form-label"}
      >
        {label}
        <span className="visually-hidden">, {rowWords(pageLanguage(), number)}</span>
      </label>
      <div className="line-control">
        {children}
        {errors}
      </div>
    </>
  );
}

export function FieldErrors({ errors = [], fieldPathId }) {
  if (!errors.length) return null;
  return (
    <div id={errorId(fieldPathId)} className="invalid-feedback d-block">
      {errors.map((error, index) => (
        <div key={index}>{error}</div>
      ))}
    </div>
  );
}

export function Help({ help, fieldPathId }) {
  return help ? (
    <div id={helpId(fieldPathId)} className="form-hint">
      {help}
    </div>
  ) : null;
}

export function Description({ id, description }) {
  return description ? (
    <div id={id} className="form-hint">
      {description}
    </div>
  ) : null;
}

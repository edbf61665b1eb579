import { getUiOptions } from "@rjsf/utils";

import { Place, usePlace } from "../place.js";

/** An object: the form itself, a group of fields with a heading, or one row of a table. */
export function Group(props) {
  const place = usePlace();
  if (place.kind === "row") return <Cells {...props} number={place.number} />;
  const isForm = props.fieldPathId.path.length === 0;
  return isForm ? <Fields {...props} /> : <Titled {...props} />;
}

function Titled({ title, description, fieldPathId, ...props }) {
  return (
    <fieldset id={fieldPathId.$id} className="field group">
      <legend className="group-title">{title}</legend>
      {description && <p className="form-hint">{description}</p>}
      <Fields {...props} />
    </fieldset>
  );
}

/** Twelve columns; a field takes all of them unless `ui:options.col` says fewer. On a phone each takes all. */
function Fields({ properties, uiSchema }) {
  return (
    <div className="row gx-3">
      {properties.map(({ name, content, hidden }) => (
        <div key={name} className={hidden ? "d-none" : `col-12 col-md-${getUiOptions(uiSchema?.[name]).col ?? 12}`}>
          {content}
        </div>
      ))}
    </div>
  );
}

function Cells({ properties, number }) {
  const shown = properties.filter(({ hidden }) => !hidden);
  return (
    <Place value={{ kind: "cell", number }}>
      {shown.map(({ name, content }) => (
        <td key={name}>{content}</td>
      ))}
    </Place>
  );
}

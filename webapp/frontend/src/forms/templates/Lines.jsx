import { getUiOptions } from "@rjsf/utils";
import { useEffect, useRef } from "react";

import { Icon } from "../../icon.jsx";
import { words } from "../../i18n.js";
import { labelId } from "../attributes.js";
import { Place } from "../place.js";

/** A list of objects: an editable table with `ui:options.table`, else one group below the other. */
export function Lines(props) {
  const { items, canAdd, onAddClick, title, required, schema, uiSchema, fieldPathId, disabled, readonly } = props;
  const options = getUiOptions(uiSchema);
  const id = fieldPathId.$id;
  const container = useFocusInNewRow(items.length);
  return (
    <div className="field" id={id} ref={container} role="group" aria-labelledby={labelId(id)}>
      <div
        id={labelId(id)}
        className={(required || schema.minItems) && !readonly ? "form-label required" : "form-label"}
      >
        {title}
      </div>
      {options.table ? <Table {...props} /> : <div>{items}</div>}
      {!items.length && <p className="form-hint">{words("noRows")}</p>}
      {canAdd && !disabled && !readonly && (
        <button type="button" className="btn" data-add-row onClick={onAddClick}>
          <Icon name="plus" />
          {options.addText ?? words("addRow")}
        </button>
      )}
    </div>
  );
}

function Table({ items, schema, fieldPathId, disabled, readonly }) {
  if (!items.length) return null;
  const { properties = {}, required = [] } = schema.items;
  return (
    <div className="lines-frame">
      <table className="lines" aria-labelledby={labelId(fieldPathId.$id)}>
        <thead>
          <tr>
            <th scope="col" className="line-number">
              №
            </th>
            {Object.entries(properties).map(([name, column]) => (
              <th key={name} scope="col" className={columnClass(column)}>
                <span className={required.includes(name) && !readonly ? "form-label required" : "form-label"}>
                  {column.title ?? name}
                </span>
              </th>
            ))}
            {!disabled && !readonly && (
              <th scope="col">
                <span className="visually-hidden">{words("rowActions")}</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody>{items}</tbody>
      </table>
    </div>
  );
}

/** One row: of the table, or a group in a list that is none. */
export function Line({ children, buttonsProps, index, parentUiSchema }) {
  const number = index + 1;
  const remove = buttonsProps.hasRemove && !buttonsProps.disabled && !buttonsProps.readonly && (
    <RemoveButton number={number} onRemove={buttonsProps.onRemoveItem} />
  );
  if (!getUiOptions(parentUiSchema).table) {
    return (
      <div className="line-group" data-row={number}>
        <div className="flex-fill">{children}</div>
        {remove}
      </div>
    );
  }
  return (
    <tr data-row={number}>
      <td className="line-number">{number}</td>
      <Place value={{ kind: "row", number }}>{children}</Place>
      {remove && <td className="line-remove">{remove}</td>}
    </tr>
  );
}

function RemoveButton({ number, onRemove }) {
  const remove = (event) => {
    const filled = isFilled(event.currentTarget.closest("[data-row]"));
    if (!filled || window.confirm(words("removeFilledRow", { number }))) onRemove(event);
  };
  return (
    <button
      type="button"
      className="btn btn-icon btn-ghost-danger"
      aria-label={words("removeRow", { number })}
      onClick={remove}
    >
      <Icon name="trash" />
    </button>
  );
}

const isFilled = (row) => [...row.querySelectorAll("input, textarea")].some((control) => control.value !== "");

/** After a row is added the cursor goes into it; after one is removed, to the button that adds. */
function useFocusInNewRow(count) {
  const container = useRef(null);
  const previous = useRef(count);
  useEffect(() => {
    const { current } = container;
    if (count > previous.current) current.querySelector(`[data-row="${count}"] :is(input, select, textarea)`)?.focus();
    if (count < previous.current) current.querySelector("[data-add-row]")?.focus();
    previous.current = count;
  }, [count]);
  return container;
}

function columnClass({ type, oneOf }) {
  if (oneOf) return "line-choice";
  return type === "number" || type === "integer" ? "line-figure" : "line-text";
}

/** Draws every form of the page: `<div data-form="id of its JSON">` inside an ordinary `<form>`. */
import "./forms.css";
import "./lines.css";

import { createRoot } from "react-dom/client";

import { FormIsland } from "./FormIsland.jsx";

for (const container of document.querySelectorAll("[data-form]")) {
  const island = JSON.parse(document.getElementById(container.dataset.form).textContent);
  createRoot(container).render(<FormIsland {...island} pageForm={container.closest("form")} />);
}

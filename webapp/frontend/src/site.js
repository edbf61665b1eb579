/** What every page carries: the look, the menus of Tabler (Bootstrap) and htmx. */
import "@tabler/core/dist/css/tabler.min.css";
import "./theme/colours.css";
import "./theme/controls.css";
import "./theme/page.css";
import "./theme/lists.css";
import "./theme/pages.css";
import "./theme/calendar.css";
import "./theme/papers.css";
import "./theme/notices.css";
import "./theme/search.css";
import "./theme/print.css";

import "@tabler/core/dist/js/tabler.esm.min.js";
import "htmx.org";

import { keepComments } from "./comments.js";
import { keepCounters } from "./counters.js";
import { workOn } from "./tasks/list.js";
import { keepSearch } from "./search.js";
import { keepTabs } from "./tabs.js";

const { counters } = document.body.dataset;
if (counters) keepCounters(counters);

const tasks = document.getElementById("task-list");
if (tasks) workOn(tasks);

const search = document.getElementById("search");
if (search) keepSearch(search);
keepComments();
keepTabs();
for (const button of document.querySelectorAll("[data-print]")) button.addEventListener("click", () => window.print());

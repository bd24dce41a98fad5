// Progress: while something on a page is under way (an attachment that arrives, a check of the records), the page is looked at
// every second.

import { refresh } from "./live.js";

setInterval(() => { if (document.querySelector("[data-live] progress")) refresh(); }, 1000);

// read.cjs DIR FORMAT: opens texts with readers of other makers, which scripts/readers.sh installs. It takes a list of texts on its
// standard input and writes what each was read as, or {"error": ...}. Nothing here knows what the texts should say.
"use strict";
const [dir, format] = process.argv.slice(2);
const from = (...path) => require([dir, "node_modules", ...path].join("/"));

const readers = {
	// The names of the alert's fields and of its codes are the reader's own. Its further check is not asked: it wants a `code`, which the
	// standard does not.
	cap: async (text) => {
		const { CAP_1_2 } = from("@dec112/cap-ts");
		const read = await CAP_1_2.Alert.fromXML(text);
		const word = (kind, n) => CAP_1_2["_to_string_Alert_" + kind](n), of = "info_list_info_";
		return {
			...read, status: word("status", read.status), msgType: word("msgType", read.msgType), scope: word("scope", read.scope),
			info_list: read.info_list.map((i) => ({
				...i, urgency: word(of + "urgency", i.urgency), severity: word(of + "severity", i.severity), certainty: word(of + "certainty", i.certainty),
				category_list: i.category_list.map((c) => word(of + "category_list_category", c)),
			})),
		};
	},
	notam: async (text) => {
		const read = from("@rovacc/notam-decoder").decode(text);
		for (const [part, done] of Object.entries(read.metadata)) {
			if (!done && part !== "parsedC") throw new Error("not " + part);
		}
		return read;
	},
	position: async (text) => {
		const read = from("geo-coordinates-parser").convert(text);
		return [read.decimalLatitude, read.decimalLongitude];
	},
};

(async () => {
	const texts = JSON.parse(require("fs").readFileSync(0, "utf8")), out = [];
	for (const t of texts) {
		try {
			out.push(await readers[format](t));
		} catch (e) {
			out.push({ error: String(e) });
		}
	}
	process.stdout.write(JSON.stringify(out));
})();

package charter_test

import (
	"testing"

	"parley"
	"parley/charter"
)

// badAgreed are edits of language.yaml that are refused [CHR-31] to [CHR-38]. They are also vectors.
var badAgreed = []badEdit{
	// the language
	{"no language", "language: 1\n", "", 0, "line 78: before `regime` stands the edition of its language: `language: 1`"},
	{"language 0", "language: 1\n", "language: 0\n", 0, "line 78: `language` is 0, not 1 to 1000000"},
	{"language 1,000,001", "language: 1\n", "language: 1000001\n", 0, "line 78: `language` is 1000001, not 1 to 1000000"},
	{"language in quotes", "language: 1\n", "language: \"1\"\n", 0, "line 78: `language` is a plain decimal number of at most 15 digits, without quotes, sign and leading zeros"},
	{"language twice", "language: 1\n", "language: 1\nlanguage: 1\n", 0, "line 79: the key `language` stands twice"},
	{"another language with a key twice", "language: 1\nregime: \"LINE\"", "language: 2\nregime: \"LINE\"\nregime: \"LINE\"", 0, "line 80: the key `regime` stands twice"},
	{"another language with a key of the charter", "language: 1\nregime: \"LINE\"", "language: 2\nedition: \"LINE\"", 0, "line 79: the key `edition` stands twice"},
	{"another language with the limits", "language: 1\nregime: \"LINE\"", "language: 2\nlimits: \"LINE\"", 0, "line 79: here stands the key `clocks`, not `limits`; keys stand in a fixed order and none may be missing"},
	{"another language with a map that belongs to nothing", "language: 1\nregime: \"LINE\"", "language: 2\nregime: \"LINE\"\n  x: 1", 0, "line 80: the line belongs to nothing; check its indentation"},
	{"another language with an item that belongs to nothing", "language: 1\nregime: \"LINE\"", "language: 2\n  - \"LINE\"", 0, "line 79: the line belongs to nothing; check its indentation"},
	{"another language with a key without a value", "language: 1\nregime: \"LINE\"", "language: 2\nregime:", 0, "line 79: `regime` has no value; an empty list is left out with its key"},
	{"another language with null", "language: 1\nregime: \"LINE\"", "language: 2\nregime: null", 0, "line 79: write `regime: \"null\"`: every string stands in double quotes"},
	{"another language with null in a list", "language: 1\nregime: \"LINE\"", "language: 2\nregime:\n  - null", 0, "line 80: write `- \"null\"`: every string stands in double quotes"},
	{"another language with a map and a list under one key", "language: 1\nregime: \"LINE\"", "language: 2\nregime:\n  a: 1\n  - \"b\"", 0, "line 81: the line belongs to nothing; check its indentation"},
	{"another language with a list and a map under one key", "language: 1\nregime: \"LINE\"", "language: 2\nregime:\n  - \"b\"\n  a: 1", 0, "line 81: the line belongs to nothing; check its indentation"},
	{"another language with a key that is a truth value", "language: 1\nregime: \"LINE\"", "language: 2\non: \"LINE\"", 0, "line 79: the key id \"on\" is a word that readers of YAML take for a truth value; choose another"},
	{"another language with a key of 65 characters", "language: 1\nregime: \"LINE\"", "language: 2\na123456789b123456789c123456789d123456789e123456789f123456789g1234: 1", 0, "line 79: the line is indented by more than 64 columns, or its key is longer than that"},
	{"another language without clocks", "clocks:\n  acknowledgement_minutes:\n    flash: 5\n    immediate: 15\n    priority: 60\n    routine: 1440\n", "", 0, "line 425: here stands the key `clocks`, not `schedules`; keys stand in a fixed order and none may be missing"},

	// constants and areas
	{"a regime in small letters", `regime: "LINE"`, `regime: "line"`, 0, "line 79: `regime` is 1 to 16 of A to Z, 0 to 9 and -, beginning with a letter"},
	{"a regime of 17 letters", `regime: "LINE"`, `regime: "ABCDEFGHIJKLMNOPQ"`, 0, "line 79: `regime` is 1 to 16 of A to Z, 0 to 9 and -, beginning with a letter"},
	{"a regime that begins with a digit", `regime: "LINE"`, `regime: "1LINE"`, 0, "line 79: `regime` is 1 to 16 of A to Z, 0 to 9 and -, beginning with a letter"},
	{"an empty regime", `regime: "LINE"`, `regime: ""`, 0, "line 79: `regime` is 1 to 16 of A to Z, 0 to 9 and -, beginning with a letter"},
	{"a constant twice", `name: "lowest"`, `name: "answer_minutes"`, 0, "line 86: the constant \"answer_minutes\" stands twice"},
	{"a constant with a dash", `name: "lowest"`, `name: "low-est"`, 0, "line 86: the constant name \"low-est\" is not 1 to 32 of a to z, 0 to 9 and _, beginning with a letter"},
	{"a constant that begins with a digit", `name: "lowest"`, `name: "1lowest"`, 0, "line 86: the constant name \"1lowest\" is not 1 to 32 of a to z, 0 to 9 and _, beginning with a letter"},
	{"a constant of 33 characters", `name: "lowest"`, `name: "a12345678901234567890123456789012"`, 0, "line 86: the constant name \"a12345678901234567890123456789012\" is not 1 to 32 of a to z, 0 to 9 and _, beginning with a letter"},
	{"a constant without a name", `name: "lowest"`, `name: ""`, 0, "line 86: the constant name \"\" is not 1 to 32 of a to z, 0 to 9 and _, beginning with a letter"},
	{"a constant called in", `name: "lowest"`, `name: "in"`, 0, "line 86: the constant name \"in\" is a word of the language of expressions; choose another"},
	{"a constant called on", `name: "lowest"`, `name: "on"`, 0, "line 86: the constant id \"on\" is a word that readers of YAML take for a truth value; choose another"},
	{"minus zero", "value: -40", "value: -0", 0, "line 87: `value` is a plain decimal number of at most 15 digits, with - before it where it is negative"},
	{"a negative number with a leading zero", "value: -40", "value: -040", 0, "line 87: `value` is a plain decimal number of at most 15 digits, with - before it where it is negative"},
	{"a negative number of 16 digits", "value: -40", "value: -1000000000000000", 0, "line 87: `value` is a plain decimal number of at most 15 digits, with - before it where it is negative"},
	{"a constant without unit", "    unit: \"degrees\"\n", "", 0, "line 88: the key `unit` is missing before this line"},
	{"a flag that is false", "unchecked: true", "unchecked: false", 0, "line 85: `unchecked` stands only where it is true; leave the key out"},
	{"an area without a title in one language", "      fr: \"Le détroit\"\n", "", 0, "line 93: the key `fr` is missing before this line"},
	{"an area called y", `name: "strait"`, `name: "y"`, 0, "line 90: the area id \"y\" is a word that readers of YAML take for a truth value; choose another"},
	{"two corners", "      - lat: -1\n        lon: -18000000\n", "", 0, "line 98: the area \"strait\" has 2 corners; it needs 3 at least"},
	{"a corner twice", "      - lat: 4412345\n        lon: 1360001", "      - lat: 4512345\n        lon: 1360000", 0, "line 98: the corner stands twice; the last corner is joined to the first by itself"},
	{"a corner beyond the pole", "lat: -1", "lat: -9000001", 0, "line 99: `lat` is -9000001, not -9000000 to 9000000"},
	{"a corner beyond the other pole", "lat: 4412345", "lat: 9000001", 0, "line 97: `lat` is 9000001, not -9000000 to 9000000"},
	{"a corner at 180 degrees east", "lon: 1360001", "lon: 18000000", 0, "line 98: `lon` is 18000000, not -18000000 to 17999999"},
	{"a corner beyond 180 degrees west", "lon: -18000000", "lon: -18000001", 0, "line 100: `lon` is -18000001, not -18000000 to 17999999"},

	// schemas
	{"a schema of an unknown form", `- form: "answer"`, `- form: "telex"`, 0, "line 170: the charter has no form \"telex\"; its forms stand under `forms`"},
	{"a schema of an automatic form", `- form: "answer"`, `- form: "line-test"`, 0, "line 170: the form \"line-test\" is automatic: nodes sign it by themselves, so it has neither a schema nor a part in a procedure"},
	{"a schema of ack", `- form: "answer"`, `- form: "ack"`, 0, "line 170: the form \"ack\" acknowledges a message; it has neither a schema nor a part in a procedure"},
	{"a schema of text", `- form: "answer"`, `- form: "text"`, 0, "line 170: the body of the form \"text\" is a text in every charter; it has no schema"},
	{"a second schema", `- form: "answer"`, `- form: "invitation"`, 0, "line 170: the form \"invitation\" has a schema already"},
	{"a short name twice", `short: "R-7"`, `short: "INV"`, 0, "line 209: the short name \"INV\" stands twice"},
	{"a short name in small letters", `short: "R-7"`, `short: "r-7"`, 0, "line 209: `short` is 1 to 16 of A to Z, 0 to 9 and -, beginning with a letter"},
	{"a short name with a small letter", `short: "R-7"`, `short: "Rx"`, 0, "line 209: `short` is 1 to 16 of A to Z, 0 to 9 and -, beginning with a letter"},
	{"a short name without regime", "regime: \"LINE\"\n", "", 0, "line 102: a short name stands in human references, which need a `regime`"},
	{"a field twice", `- name: "host"`, `- name: "level"`, 0, "line 126: the field \"level\" stands twice"},
	{"a field called for", `- name: "host"`, `- name: "for"`, 0, "line 126: the field name \"for\" is a word of the language of expressions; choose another"},
	{"a field with the title of another", "en: \"Host\"\n", "en: \"Level\"\n", 0, "line 128: the title \"Level\" stands twice; whoever reads the printed charter could not tell the two apart"},
	{"an unknown kind", `kind: "reference"`, `kind: "link"`, 0, "line 242: `kind` is \"link\", which is none of text, number, time, duration, choice, party, reference, place, table"},
	{"a choice twice", `value: "A.17"`, `value: "ministers"`, 0, "line 116: the choice \"ministers\" stands twice"},
	{"a choice with the title of another", `fr: "Ambassadeurs"`, `fr: "Ministres"`, 0, "line 119: the title \"Ministres\" stands twice; whoever reads the printed charter could not tell the two apart"},
	{"a choice with a space", `value: "A.17"`, `value: "A 17"`, 0, "line 116: `value` is 1 to 32 letters, digits, . and -, beginning with a letter or digit"},
	{"a choice that begins with a dot", `value: "A.17"`, `value: ".17"`, 0, "line 116: `value` is 1 to 32 letters, digits, . and -, beginning with a letter or digit"},
	{"a choice without choices", "        kind: \"reference\"", "        kind: \"choice\"", 0, "line 243: the key `choices` is missing before this line"},
	{"choices of a text", "        kind: \"choice\"\n        required: true\n        choices:", "        kind: \"text\"\n        required: true\n        max: 9\n        choices:", 0, "line 112: the key `choices` stands in the wrong place; keys stand in a fixed order"},
	{"a text without max", "            max: 8\n", "", 0, "line 145: the key `max` is missing before this line"},
	{"a text of 0 bytes", "            max: 8\n", "            max: 0\n", 0, "line 145: `max` is 0, not 1 to 65536"},
	{"a text of 65,537 bytes", "            max: 8\n", "            max: 65537\n", 0, "line 145: `max` is 65537, not 1 to 65536"},
	{"a table of 1,001 rows", "        max: 20\n", "        max: 1001\n", 0, "line 137: `max` is 1001, not 1 to 1000"},
	{"a table in a table", "            kind: \"choice\"\n            choices:", "            kind: \"table\"\n            max: 3\n            columns:", 0, "line 150: `kind` is \"table\", which is none of text, number, time, duration, choice, party, reference, place"},
	{"a table without columns", "        kind: \"reference\"", "        kind: \"table\"\n        max: 3", 0, "line 244: the key `columns` is missing before this line"},
	{"a column twice", `- name: "purpose"`, `- name: "id"`, 0, "line 146: the field \"id\" stands twice"},
	{"a range turned round", "min: -4321", "min: 4321", 0, "line 225: `max` is 1234, less than `min`, 4321"},
	{"seven decimals", "decimals: 2", "decimals: 7", 0, "line 223: `decimals` is 7, not 1 to 6"},
	{"no decimals", "decimals: 2", "decimals: 0", 0, "line 223: `decimals` is 0, not 1 to 6"},
	{"a unit of a time", "        kind: \"duration\"", "        kind: \"duration\"\n        unit: \"ms\"", 0, "line 238: the key `unit` stands in the wrong place; keys stand in a fixed order"},
	{"a rule twice", `- name: "no-agenda"`, `- name: "short-notice"`, 0, "line 164: the rule \"short-notice\" stands twice"},
	{"a rule that stops messages", `level: "warn"`, `level: "stop"`, 0, "line 158: `level` is \"stop\", which is none of note, warn"},
	{"a rule without an expression", `when: "size(body.agenda) == 0"`, `when: ""`, 0, "line 166: the string is empty"},
	{"a rule without a sentence", "        sentence:\n          en: \"No agenda is proposed.\"\n          fr: \"Aucun ordre du jour n'est proposé.\"\n", "", 0, "line 167: the key `sentence` is missing before this line"},

	// procedures, roles, acts
	{"a procedure twice", `- name: "channel"`, `- name: "invite"`, 0, "line 396: the procedure \"invite\" stands twice"},
	{"a procedure with the title of another", `en: "State of the channel"`, `en: "Invitation"`, 0, "line 398: the title \"Invitation\" stands twice; whoever reads the printed charter could not tell the two apart"},
	{"a procedure called hold", `- name: "channel"`, `- name: "hold"`, 0, "line 396: \"hold\" is an act of every procedure; no procedure has that name"},
	{"a procedure called like an act", `- name: "channel"`, `- name: "decline"`, 0, "line 396: the procedure \"decline\" has the name of an act of the procedure \"invite\"; an opening could be taken for that act"},
	{"an act called like its procedure", `- name: "decline"`, `- name: "invite"`, 0, "line 292: the act \"invite\" has the name of a procedure; an opening could be taken for it"},
	{"an act called like another procedure", "      - name: \"state\"", "      - name: \"invite\"", 0, "line 410: the act \"invite\" has the name of a procedure; an opening could be taken for it"},
	{"an opening in an unknown form", "    form: \"text\"\n    all: true", "    form: \"telex\"\n    all: true", 0, "line 400: the charter has no form \"telex\"; its forms stand under `forms`"},
	{"an opening in an automatic form", "    form: \"text\"\n    all: true", "    form: \"line-test\"\n    all: true", 0, "line 400: the form \"line-test\" is automatic: nodes sign it by themselves, so it has neither a schema nor a part in a procedure"},
	{"an opening that acknowledges", "    form: \"text\"\n    all: true", "    form: \"ack\"\n    all: true", 0, "line 400: the form \"ack\" acknowledges a message; it has neither a schema nor a part in a procedure"},
	{"questions that are no table", `questions: "agenda"`, `questions: "reply_by"`, 0, "line 254: questions are the rows of a table in the form of the opening, with a required text `id`"},
	{"questions that are nowhere", `questions: "agenda"`, `questions: "items"`, 0, "line 254: questions are the rows of a table in the form of the opening, with a required text `id`"},
	{"questions without ids", "              fr: \"Point\"\n            kind: \"text\"\n            required: true\n            max: 8", "              fr: \"Point\"\n            kind: \"text\"\n            max: 8", 0, "line 253: questions are the rows of a table in the form of the opening, with a required text `id`"},
	{"questions that no act answers", "        answers: \"answers\"\n", "", 0, "line 254: the procedure has questions, but no act that answers them or finds on them"},
	{"answers without questions", "    questions: \"agenda\"\n", "", 0, "line 301: the act answers questions, but the procedure has none"},
	{"answers that are no table", `answers: "answers"`, `answers: "reply_by"`, 0, "line 302: answers are the rows of a table in the form of the act, with a required text `question` and a required choice `status`"},
	{"answers of another status", `value: "answered"`, `value: "done"`, 0, "line 302: the choice `status` of the answers has the value \"done\"; it may have answered, refused, not-applicable and contested"},
	{"answers without a status", `- name: "status"`, `- name: "state"`, 0, "line 302: answers are the rows of a table in the form of the act, with a required text `question` and a required choice `status`"},
	{"no roles", "    roles:\n      - name: \"side\"\n        title:\n          en: \"Side\"\n          fr: \"Côté\"\n        kind: \"all\"\n", "", 0, "line 403: here stands the key `roles`, not `acts`; keys stand in a fixed order and none may be missing"},
	{"a role twice", `- name: "guard"`, `- name: "invited"`, 0, "line 271: the role \"invited\" stands twice"},
	{"a role with the title of another", `fr: "Gardien"`, `fr: "Invité"`, 0, "line 274: the title \"Invité\" stands twice; whoever reads the printed charter could not tell the two apart"},
	{"an unknown kind of role", `kind: "opener"`, `kind: "author"`, 0, "line 260: `kind` is \"author\", which is none of opener, others, all, named, field, joint, listed"},
	{"a role of an unknown party", "          - \"north\"\n          - \"south\"\n", "          - \"north\"\n          - \"east\"\n", 0, "line 278: \"east\" is no party of the charter"},
	{"a role of one party twice", "          - \"north\"\n          - \"south\"\n", "          - \"north\"\n          - \"north\"\n", 0, "line 278: the party \"north\" stands twice"},
	{"a named role without parties", "        parties:\n          - \"north\"\n          - \"south\"\n", "", 0, "line 276: the key `parties` is missing before this line"},
	{"a role of a field that is no party", "        field: \"host\"", "        field: \"reply_by\"", 0, "line 284: the form \"invitation\" has no required field \"reply_by\" of the kind party"},
	{"a role of a field that is nowhere", "        field: \"host\"", "        field: \"chair\"", 0, "line 284: the form \"invitation\" has no required field \"chair\" of the kind party"},
	{"a role of a party that may be left out", "        kind: \"party\"\n        required: true", "        kind: \"party\"", 0, "line 283: the form \"invitation\" has no required field \"host\" of the kind party"},
	{"a field of a role that is not read", "        kind: \"opener\"", "        kind: \"opener\"\n        field: \"host\"", 0, "line 261: the key `field` stands in the wrong place; keys stand in a fixed order"},
	{"an act twice", `- name: "accept"`, `- name: "decline"`, 0, "line 303: the act \"decline\" stands twice"},
	{"an act with the title of another", `en: "Accept"`, `en: "Decline"`, 0, "line 305: the title \"Decline\" stands twice; whoever reads the printed charter could not tell the two apart"},
	{"an act in an unknown form", "        form: \"text\"\n        strict: true\n        agrees", "        form: \"telex\"\n        strict: true\n        agrees", 0, "line 307: the charter has no form \"telex\"; its forms stand under `forms`"},
	{"an act in an automatic form", "        form: \"text\"\n        strict: true\n        agrees", "        form: \"line-test\"\n        strict: true\n        agrees", 0, "line 307: the form \"line-test\" is automatic: nodes sign it by themselves, so it has neither a schema nor a part in a procedure"},
	{"an act behind hold", `      - name: "decline"`, `      - name: "hold"`, 0, "line 297: the act \"counter\" stands behind \"hold\", which every procedure has and which stands after all others"},
	{"hold with an effect", "          fr: \"Réponse d'attente\"\n        form: \"report\"", "          fr: \"Réponse d'attente\"\n        form: \"report\"\n        strict: true", 0, "line 327: the key `strict` stands in the wrong place; keys stand in a fixed order"},
	{"an act that no state allows", "          - act: \"serve\"\n            role: \"guard\"\n            needs: \"any\"\n            to: \"late\"\n", "", 0, "line 310: no state allows the act \"serve\""},
	{"a certificate of nobody", `certifies: "served"`, `certifies: "count"`, 0, "line 315: the form \"report\" has no required field \"count\" of the kind party"},

	// states
	{"a state twice", `- name: "late"`, `- name: "open"`, 0, "line 355: the state \"open\" stands twice"},
	{"a state with the title of another", `fr: "Caduque"`, `fr: "Clos"`, 0, "line 394: the title \"Clos\" stands twice; whoever reads the printed charter could not tell the two apart"},
	{"a state that nobody can leave", "        end: true\n  - name: \"channel\"", "  - name: \"channel\"", 0, "line 391: nobody can leave the state \"declined\": it is no end, and has neither moves nor a clock"},
	{"an end with a move", "          fr: \"Convenu\"\n        end: true\n", "          fr: \"Convenu\"\n        end: true\n        moves:\n          - act: \"close\"\n            role: \"host\"\n            needs: \"one\"\n            to: \"declined\"\n", 0, "line 391: the state \"agreed\" is an end, so it has no `moves`"},
	{"an end with a clock", "          fr: \"Convenu\"\n        end: true\n", "          fr: \"Convenu\"\n        end: true\n        clock:\n          field: \"reply_by\"\n          to: \"declined\"\n", 0, "line 391: the state \"agreed\" is an end, so it has no `clock`"},
	{"an end that awaits somebody", "          fr: \"Convenu\"\n        end: true\n", "          fr: \"Convenu\"\n        end: true\n        awaits:\n          - \"host\"\n", 0, "line 391: the state \"agreed\" is an end, so it has no `awaits`"},
	{"an end in a standing procedure", "          fr: \"Ouvert\"\n        moves:", "          fr: \"Ouvert\"\n        end: true\n        moves:", 0, "line 420: the procedure is standing: none of its states is an end"},
	{"an unknown role is awaited", "        awaits:\n          - \"invited\"", "        awaits:\n          - \"guest\"", 0, "line 333: the procedure has no role \"guest\""},
	{"a role is awaited twice", "          - \"host\"\n          - \"guard\"", "          - \"host\"\n          - \"host\"", 0, "line 361: the role \"host\" stands twice"},
	{"a role is awaited that has no move", "        awaits:\n          - \"invited\"", "        awaits:\n          - \"guard\"", 0, "line 333: the state awaits the role \"guard\", which has no move in it"},
	{"a move by an unknown act", `- act: "accept"`, `- act: "agree"`, 0, "line 343: the procedure has no act \"agree\""},
	{"a move by hold", `- act: "accept"`, `- act: "hold"`, 0, "line 343: the act \"hold\" changes no state and may be done in every one; leave the move out"},
	{"a move by an unknown role", "role: \"inviter\"", "role: \"guest\"", 0, "line 348: the procedure has no role \"guest\""},
	{"a move to an unknown state", "to: \"agreed\"", "to: \"settled\"", 0, "line 346: the procedure has no state \"settled\""},
	{"a move twice", "          - act: \"accept\"\n            role: \"invited\"", "          - act: \"decline\"\n            role: \"anybody\"", 0, "line 344: the act \"decline\" stands twice in this state, for roles that one party may hold together"},
	{"unknown needs", "needs: \"all\"", "needs: \"most\"", 0, "line 345: `needs` is \"most\", which is none of one, any, all"},
	{"one of several", "            role: \"guard\"\n            needs: \"any\"", "            role: \"guard\"\n            needs: \"one\"", 0, "line 365: the role \"guard\" may have several holders; write \"any\" or \"all\""},
	{"one of all", "            role: \"anybody\"\n            needs: \"any\"", "            role: \"anybody\"\n            needs: \"one\"", 0, "line 381: the role \"anybody\" may have several holders; write \"any\" or \"all\""},
	{"a state to which nothing leads", "            to: \"agreed\"", "            to: \"declined\"", 0, "line 386: no act and no clock leads to the state \"agreed\""},
	{"no end and not standing", "    standing: true\n", "", 0, "line 396: the procedure \"channel\" has no end: mark a state with `end: true`, or the procedure with `standing: true`"},
	{"a state from which no end is reached", "            to: \"declined\"\n        clock:\n          minutes: 61\n          to: \"declined\"\n", "            to: \"lapsed\"\n", 0, "line 374: from the state \"lapsed\" the procedure can't end; give it a way to an end, or mark the procedure with `standing: true`"},

	// clocks
	{"a clock to an unknown state", "          to: \"late\"\n", "          to: \"later\"\n", 0, "line 354: the procedure has no state \"later\""},
	{"a clock without a measure", "          minutes: 61\n", "", 0, "line 384: a clock begins with one of `field`, `minutes` and `constant`"},
	{"a clock with two measures", "          minutes: 61\n", "          minutes: 61\n          constant: \"answer_minutes\"\n", 0, "line 385: here stands the key `to`, not `constant`; keys stand in a fixed order and none may be missing"},
	{"a clock of 0 minutes", "minutes: 61", "minutes: 0", 0, "line 384: `minutes` is 0, not 1 to 525600"},
	{"a clock of 525,601 minutes", "minutes: 61", "minutes: 525601", 0, "line 384: `minutes` is 525601, not 1 to 525600"},
	{"a clock on a missing field", "          field: \"reply_by\"", "          field: \"answer_by\"", 0, "line 352: the clock needs a required field \"answer_by\" of the kind time, but the form \"invitation\" of the act \"invite\", which leads here, has none"},
	{"a clock on a field of another kind", "          field: \"reply_by\"", "          field: \"level\"", 0, "line 352: the clock needs a required field \"level\" of the kind time, but the form \"invitation\" of the act \"invite\", which leads here, has none"},
	{"a clock on a field that one act lacks", "            role: \"inviter\"\n            needs: \"one\"\n            to: \"declined\"", "            role: \"inviter\"\n            needs: \"one\"\n            to: \"open\"", 0, "line 352: the clock needs a required field \"reply_by\" of the kind time, but the form \"text\" of the act \"withdraw\", which leads here, has none"},
	{"a clock on a field that may be left out", "          fr: \"Réponse attendue avant\"\n        kind: \"time\"\n        required: true\n", "          fr: \"Réponse attendue avant\"\n        kind: \"time\"\n", 0, "line 351: the clock needs a required field \"reply_by\" of the kind time, but the form \"invitation\" of the act \"invite\", which leads here, has none"},
	{"a clock on a field that the acts before a lapse lack", "            role: \"host\"\n            needs: \"one\"\n            to: \"declined\"\n        clock:\n          constant: \"answer_minutes\"\n", "            role: \"host\"\n            needs: \"one\"\n            to: \"late\"\n        clock:\n          field: \"reply_by\"\n", 0, "line 372: the clock needs a required field \"reply_by\" of the kind time, but the form \"text\" of the act \"close\", which leads here, has none"},
	{"a clock on a field that one act before two lapses lacks", "            role: \"host\"\n            needs: \"one\"\n            to: \"declined\"\n        clock:\n          constant: \"answer_minutes\"\n          to: \"lapsed\"\n      - name: \"lapsed\"\n        title:\n          en: \"Lapsed\"\n          fr: \"Caduque\"\n        moves:\n          - act: \"close\"\n            role: \"anybody\"\n            needs: \"any\"\n            to: \"declined\"\n        clock:\n          minutes: 61\n", "            role: \"host\"\n            needs: \"one\"\n            to: \"late\"\n        clock:\n          constant: \"answer_minutes\"\n          to: \"lapsed\"\n      - name: \"lapsed\"\n        title:\n          en: \"Lapsed\"\n          fr: \"Caduque\"\n        moves:\n          - act: \"close\"\n            role: \"anybody\"\n            needs: \"any\"\n            to: \"declined\"\n        clock:\n          field: \"reply_by\"\n", 0, "line 384: the clock needs a required field \"reply_by\" of the kind time, but the form \"text\" of the act \"close\", which leads here, has none"},
	{"a clock on a constant in hours", "unit: \"minutes\"", "unit: \"hours\"", 0, "line 372: the constant \"answer_minutes\" is 2880 hours; a clock needs 1 to 525600 with the unit \"minutes\""},
	{"a clock on an unknown constant", `constant: "answer_minutes"`, `constant: "minutes"`, 0, "line 372: the charter has no constant \"minutes\""},
	{"a clock on a constant in degrees", `constant: "answer_minutes"`, `constant: "lowest"`, 0, "line 372: the constant \"lowest\" is -40 degrees; a clock needs 1 to 525600 with the unit \"minutes\""},
	{"a clock on a constant of a million minutes", "value: 2880", "value: 1000000", 0, "line 372: the constant \"answer_minutes\" is 1000000 minutes; a clock needs 1 to 525600 with the unit \"minutes\""},
	{"a clock that leads to its own state", "          minutes: 61\n          to: \"declined\"", "          minutes: 61\n          to: \"lapsed\"", 0, "line 384: clocks alone lead from the state \"lapsed\" back to it, for ever; let one of them lead elsewhere"},
	{"clocks that lead round", "          minutes: 61\n          to: \"declined\"", "          minutes: 61\n          to: \"late\"", 0, "line 372: clocks alone lead from the state \"late\" back to it, for ever; let one of them lead elsewhere"},
	{"silence of nobody", "        moves:\n          - act: \"close\"\n            role: \"anybody\"\n            needs: \"any\"\n            to: \"declined\"\n        clock:\n          minutes: 61\n", "        clock:\n          field: \"reply_by\"\n          silence: true\n", 0, "line 380: the lapse counts silence, but nobody has a move in this state"},
	{"receipt by nobody", "        moves:\n          - act: \"close\"\n            role: \"anybody\"\n            needs: \"any\"\n            to: \"declined\"\n", "", 0, "line 379: the clock runs from the receipt by those who may act here, but nobody may; name a `field`"},
}

// [CHR-31] A reader MUST refuse a charter with one of the keys `regime` to `procedures` but without `language`. Where
// `language` is another edition than 1, it MUST take what stands between this key and `clocks` as it is, as long as
// it is maps and lists in the form of 2.3, without a key twice in one map, without a key of more than 64 characters
// or one of the words that CHR-8 names, and without a line at a column beyond 64; such a charter is read, signed and
// adopted, but its messages are texts and no procedure is reckoned.
// [CHR-32] An identifier MUST be 1 to 32 of the characters a to z, 0 to 9 and `_`, begin with a letter, and be none
// of the words that CHR-8 names and none of `as`, `break`, `const`, `continue`, `else`, `for`, `function`, `if`,
// `import`, `in`, `let`, `loop`, `namespace`, `package`, `return`, `var`, `void`, `while`. A code MUST be 1 to 16 of
// the characters A to Z, 0 to 9 and `-` and begin with a letter. The value of a choice MUST be 1 to 32 letters a to z
// and A to Z, digits, `.` and `-`, and begin with a letter or digit.
// [CHR-33] A reader MUST refuse a charter in which the name of a constant, of an area, of a field of one schema or of
// a column of one table, of a rule of one schema, of a procedure, or of a role, act or state of one procedure, the
// form of a schema, its short name, the value of a choice or a corner of one ring stands twice; and one in which two
// areas, fields of one schema, columns of one table, choices of one field, procedures, or roles, acts or states of
// one procedure have the same title in a language.
// [CHR-34] A reader MUST refuse a schema of a form that the charter does not have, that is automatic, or that is
// `text` or `ack`; a short name in a charter without `regime`; a `max` less than its `min`; and a table among
// columns.
// [CHR-35] A reader MUST refuse a procedure whose form, or the form of one of whose acts, the charter does not have,
// is automatic or is `ack`; that is called `hold`, `contest` or `correct`; in which an act has the name of a
// procedure of the charter, so that an opening could be taken for it; in which one of these three stands before
// another act, has a flag, `answers` or `certifies`, or is a move; whose role names a party that the charter does not
// have, or twice, or a field that is no required field of the kind party in the form of the opening; whose
// `certifies` is no such field in the form of its act.
// [CHR-36] A reader MUST refuse `questions` unless it is a table in the form of the opening with a required column
// `id` of the kind text and an act of the procedure answers; and `answers` unless the procedure has questions and it
// is a table in the form of its act with a required column `question` of the kind text and a required column `status`
// of the kind choice, whose choices are among `answered`, `refused`, `not-applicable` and `contested`.
// [CHR-37] A reader MUST refuse a procedure with a move whose act, role or state, or a clock whose state, it does not
// have; with an act in no move; with an act twice among the moves of one state for roles that one party may hold
// together (all but `opener` with `others`, and two `named` roles without a common party); with `needs` of `one` for
// a role of several holders (`all`; `joint`; `named` with several parties; `others` in a charter of more than two parties);
// with a role among `awaits` twice or without a move in that state; with an end that has `awaits`, `moves` or
// `clock`, or another state that has neither moves nor a clock; with a state to which neither the opening nor a chain
// of moves and clocks from there leads; that is standing and has an end; and one that is not standing and has a state
// from which no chain of moves and clocks leads to an end.
// [CHR-38] A reader MUST refuse a clock with a `constant` that the charter does not have, that is not 1 to 525,600,
// or whose unit is not `minutes`; with `minutes`, `constant` or `silence` in a state without moves; from which clocks
// alone lead back to itself; and with a `field` unless it is a required field of the kind time in the form of each
// act that may start it: the acts of the moves that lead to its state, without an act that stays or that certifies and
// leads from that state back to it, the opening where its state is the first, and, where a clock leads to its state, those that
// may start that clock.
func TestBadAgreed(t *testing.T) {
	base := withAgreed(t, agreedText(t))
	for _, e := range badAgreed {
		_, err := charter.Parse(e.on(t, base))
		refuses(t, e.name, err, parley.CodeBadCharter, e.want)
	}
	holdVector(t, "bad-language.txt", vectorOf("language.yaml", badAgreed))
}

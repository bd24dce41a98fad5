package charter

var french = frame{
	lang:     "fr",
	exercise: "EXERCISE",

	article:     "Article %d. %s",
	charter:     "CHARTE",
	edition:     "Édition %d",
	amends:      "La présente édition appartient à la charte %s et amende l'édition %s.",
	rendering:   "Les présents articles et annexes sont établis à partir du texte de la charte (%s), dans sa langue \"%s\". Ce que les parties signent est le texte lui-même.",
	fingerprint: "L'empreinte de la présente édition, que chaque partie compare avant de signer celle-ci, est",
	id:          "et son identifiant d'édition, le SHA-256 du texte, est",
	notFrame:    "Les articles sont rédigés en français, car il n'en existe pas encore de rédaction en \"%s\"\u00a0; ce que les parties ont elles-mêmes écrit est en \"%[1]s\".",

	parties:    "Parties",
	partiesAre: "Les parties à la présente charte, dans l'ordre que celle-ci observe partout, sont les suivantes. Leurs clés et leurs postes sont indiqués à l'annexe A.",
	party:      "%s (\"%s\")",

	languages:    "Langues",
	languagesAre: "La présente charte est rédigée dans les langues %s. Son texte fait foi en\u00a0: %s.",
	oneOnly:      "La langue dans laquelle elle est imprimée ici ne fait pas foi.",

	status:     "Statut",
	isExercise: "La présente charte est celle d'un exercice. Tout message au titre de celle-ci est marqué comme exercice, et elle ne devient jamais une charte réelle.",
	isLive:     "La présente charte est une charte réelle et non celle d'un exercice.",

	force:    "Entrée en vigueur et retrait",
	inForce:  "La présente édition entre en vigueur à l'instant %s.",
	notice:   "Une partie peut se retirer. Son retrait prend effet %d jour(s) après qu'elle l'a notifié aux autres.",
	noNotice: "Une partie peut se retirer. Son retrait prend effet dès qu'elle l'a notifié aux autres (0 jour après).",

	clauses:   "Clauses générales",
	noClauses: "Les parties ne sont convenues d'aucune clause générale.",

	amendment: "Amendement",
	amended:   "La présente charte est amendée par une nouvelle édition, qui désigne l'édition qu'elle amende et qui est signée par la clé racine de chaque partie à cette nouvelle édition.",

	precedence:  "Degrés d'urgence et accusé de réception",
	precedences: "Tout message a l'un des quatre degrés d'urgence énumérés ici à partir du plus élevé. Les messages d'un degré plus élevé passent avant tous les autres.",
	acknowledge: "Un officier de chaque destinataire accuse réception d'un message dans le délai qui figure en regard du degré d'urgence de ce message.",
	noTime:      "aucun délai fixé (0 minute)",
	minutes:     "%d minute(s)",

	receipts:  "Récépissés",
	opened:    "Outre les récépissés et les accusés de réception, chaque nœud signale quand l'écran d'un officier a affiché un message.",
	notOpened: "Aucun nœud ne signale quand l'écran d'un officier a affiché un message.",

	handling:   "Mentions de traitement",
	markings:   "Un message peut porter l'une des mentions de traitement suivantes\u00a0:",
	noMarkings: "La présente charte ne prévoit aucune mention de traitement.",

	forms:    "Formulaires",
	formsAre: "Les messages sont établis au moyen des formulaires de l'annexe B et d'aucun autre.",

	tests:      "Essais de ligne",
	testsEvery: "Les parties essaient chaque ligne toutes les %d minute(s).",
	noTests:    "Aucun essai de ligne n'est convenu (0 minute).",

	retention: "Conservation",
	erased:    "Les textes des messages sont effacés des registres %d jour(s) après y avoir été inscrits\u00a0; les inscriptions elles-mêmes demeurent.",
	kept:      "Les textes des messages sont conservés dans les registres sans limite de durée (0 jour).",

	dictionary:   "Dictionnaire",
	dictionaryIs: "Sur une ligne lente, les nœuds peuvent abréger les messages et les pièces jointes au moyen du dictionnaire dont le SHA-256 est %s. Cela ne change aucun texte ni aucune signature.",
	limits:       "Limites",
	limitsAre:    "Chaque nœud accorde à chaque autre partie\u00a0: %d connexions à la fois, %d messages ou pièces jointes reçus en partie, et %d Mio de messages et de pièces jointes conservés.",

	annexParties: "Annexe A. Parties, clés et postes",
	root:         "Clé racine\u00a0:",
	recovery:     "SHA-256 de la clé de récupération\u00a0:",
	posts:        "Postes\u00a0: %s",

	annexForms: "Annexe B. Formulaires",
	automatic:  "Le nœud lui-même peut le signer.",
	byOfficer:  "Un officier le signe.",
	byWatch:    "Il est de service\u00a0: quiconque a le quart au poste en autorise le départ.",

	restricted: frenchRestricted,
	release:    frenchRelease,

	agreed: frenchAgreed,
}

var frenchRestricted = restrictedFrame{
	heading: "Lecteurs",
	who:     "La présente charte est restreinte. Les objets, les textes, les champs et les pièces jointes des messages au titre de celle-ci sont destinés aux lecteurs que l'annexe A désigne pour chaque partie, et à nul autre\u00a0: ils ne figurent dans aucune liste, aucune exportation, aucune mesure, aucun journal ni aucune alarme destinés à d'autres. Chaque partie y veille de son propre côté.",
	beside:  "À côté de chacun d'eux, lorsqu'il est affiché ou imprimé, figure la phrase\u00a0:",
	readers: "Lecteurs\u00a0: %s",
}

var frenchRelease = releaseFrame{
	heading:   "Autorisation de départ des messages",
	asked:     "Lorsqu'une partie nomme ses officiers dans son registre, un message de cette partie n'a d'effet que si autant d'entre eux l'ont signé qu'il est exigé ici\u00a0; tout ce qui vise un message est exigé pour lui.",
	distinct:  "Parmi les signataires exigés, deux ne sont jamais la même personne, quel que soit le nombre des clés de celle-ci.",
	service:   "Rien de cela n'est exigé pour les accusés de réception, pour les formulaires que l'annexe B dit de service, ni pour ce qu'un nœud signe de lui-même.",
	emergency: "Quiconque autorise le départ d'un message par la voie d'urgence le dit par sa signature, et le message est marqué des deux côtés.",
	every:     "Messages de tout formulaire",
	these:     "Messages des formulaires %s",
	from:      ", à partir du degré d'urgence %s (%s)",
	needs:     "%s%s\u00a0: %s. %s",
	draft:     "rédigés par %d officier(s)",
	review:    "relus par %d",
	release:   "autorisés au départ par %d",
	path:      "Par la voie d'urgence, ils sont autorisés au départ par %d.",
	noPath:    "Il n'y a pas de voie d'urgence.",
}

var frenchAgreed = agreedFrame{
	language: "Les annexes à partir de C sont rédigées dans l'édition %d du langage des formulaires et des procédures.",
	regime:   "La référence que les personnes donnent à un message commence par %s, qui désigne la présente charte.",
	unread:   "Les annexes à partir de C sont rédigées dans l'édition %d du langage des formulaires et des procédures, que ce logiciel ne lit pas. Jusqu'à ce qu'il soit remplacé par un logiciel qui la lit, les messages au titre de la présente charte sont pour lui des textes, et il ne calcule aucune procédure. Les lignes qu'il ne lit pas sont\u00a0:",
	named:    "%s (\"%s\")",

	annexConstants: "Annexe C. Chiffres",
	constant:       "%s\u00a0: %s %s.",
	source:         "Tiré de\u00a0: %s.",
	noSource:       "Aucune source n'est indiquée.",
	unchecked:      "NON COMPARÉ : nul n'a encore comparé ce chiffre à sa source.",

	annexAreas: "Annexe D. Zones convenues",
	area:       "Ses sommets, chacun relié au suivant et le dernier au premier par le chemin le plus court, l'intérieur étant à gauche, sont\u00a0:",
	corner:     "%s %s, %s %s",
	north:      "N", south: "S", east: "E", west: "W",

	annexSchema: "Annexe E%d. Ce que contient un message établi au moyen du formulaire %s",
	short:       "Dans les références aux messages, ce formulaire est désigné par %s.",
	required:    "obligatoire",
	personal:    "à caractère personnel",
	optional:    "peut être omis",
	text:        "un texte de %d octets au plus",
	number:      "un nombre exprimé en %s, de %s à %s",
	plainNumber: "un nombre de %s à %s",
	whole:       "sans décimales",
	decimals:    "à %d décimales (de %d à %d dans la plus petite unité)",
	choice:      "l'une des valeurs suivantes\u00a0:",
	table:       "un tableau de %d lignes au plus, comportant les colonnes suivantes\u00a0:",
	time:        "un instant en UTC",
	duration:    "une durée",
	party:       "une partie à la présente charte",
	reference:   "une référence à un message",
	place:       "un lieu\u00a0: les sommets d'une zone, un cercle, un itinéraire, une zone convenue ou des mots, et son degré de précision",
	rules:       "Une règle appose une marque sur un message. Elle n'en retient jamais aucun et ne change jamais l'état d'une procédure.",
	note:        "une remarque",
	warn:        "un avertissement",
	sentence:    "Règle \"%s\"\u00a0: lorsque %s est vérifié, il est affiché %s\u00a0: \"%s\"",
	paragraph:   "Elle provient de %s.",

	annexProcedure: "Annexe F%d. Procédure\u00a0: %s",
	opening:        "Toute partie peut ouvrir une procédure. Elle le fait par un message établi au moyen du formulaire %s et adressé à tous les autres participants.",
	some:           "Y participent ceux que l'ouverture désigne, ainsi que son auteur. Les participants restent les mêmes jusqu'à la fin.",
	all:            "Toutes les parties à la présente charte y participent.",
	standing:       "La procédure demeure ouverte\u00a0: elle n'a pas de fin.",
	ending:         "La procédure se poursuit jusqu'à ce qu'elle soit dans un état qui est une fin.",
	questions:      "Les lignes du tableau \"%s\" de l'ouverture sont des questions\u00a0; il est répondu à chacune séparément.",

	roles:     "Chaque participant tient un ou plusieurs des rôles suivants, que l'ouverture fixe\u00a0:",
	opener:    "celui qui ouvre la procédure",
	others:    "chaque participant, à l'exception de celui qui ouvre la procédure",
	everybody: "chaque participant",
	holders:   "parmi %s, ceux qui participent",
	field:     "celui que désigne le champ \"%s\" de l'ouverture",
	joint:     "celui qui ouvre la procédure et, parmi ceux que désigne le tableau \"%s\" de l'ouverture, chacun de ceux qui participent",

	listed: "parmi ceux que désigne le tableau \"%s\" de l'ouverture, chacun de ceux qui participent",

	acts:       "Les actes de la procédure sont les suivants. Lorsque deux actes ont été accomplis sans que l'auteur de chacun ait vu l'autre acte, celui qui figure le premier ici compte comme accompli le premier\u00a0; de deux actes de même rang, celui de la partie nommée la première à l'article 1.",
	act:        "par un message établi au moyen du formulaire %s.",
	strict:     "Il est sans effet si son officier n'avait pas vu tout ce qui figure avant lui.",
	agrees:     "Il désigne par son hachage chaque texte qu'il approuve.",
	answers:    "Il répond à des questions de l'ouverture, dans le tableau \"%s\".",
	finds:      "Il indique, dans le tableau \"%s\", ce que son auteur constate sur des questions de l'ouverture. Ce que plusieurs constatent figure côte à côte\u00a0; le constat est dit commun lorsque tous ceux qui peuvent accomplir cet acte constatent la même chose.",
	certifies:  "Il atteste que la partie indiquée dans son champ \"%s\" a été saisie par une autre voie.",
	stays:      "Il ne change aucun état, et aucun délai ne recommence à courir.",
	keeps:      "Il fait avancer la procédure et ne fait courir aucun délai\u00a0: le délai en cours est compté comme si l'acte qui l'a fait courir avait conduit là où celui-ci conduit.",
	byRule:     "Il clôt par règle et non par preuve, et ce qui en résulte est toujours présenté comme tel.",
	everywhere: "En outre, chaque participant peut à tout moment, par un message établi au moyen du formulaire \"text\" sauf si un autre est désigné ci-dessus, dire qu'une réponse suit (\"hold\"), contester que ce soit à lui d'agir (\"contest\") et corriger un acte antérieur (\"correct\"). Rien de cela ne change l'état.",

	states:  "Les états de la procédure sont les suivants.",
	lapses:  "Lorsque le passage d'une échéance a conduit à un état, l'acte qui avait conduit à l'état précédent compte comme celui qui a conduit ici, et une durée est comptée à partir de l'échéance passée.",
	first:   "L'ouverture conduit à cet état.",
	end:     "c'est une fin\u00a0: rien ne suit.",
	state:   "Dans l'état %s\u00a0:",
	noMover: "ce n'est à personne d'agir.",
	awaits:  "c'est à %s d'agir.",
	one:     "\"%s\" peut accomplir \"%s\", ce qui conduit à l'état \"%s\".",
	any:     "Quiconque est \"%s\" peut accomplir \"%s\", ce qui conduit à l'état \"%s\".",
	every:   "Chacun de ceux qui sont \"%s\" peut accomplir \"%s\"\u00a0; lorsque tous l'ont fait, cela conduit à l'état \"%s\".",
	again:   "(L'état reste le même, et son délai recommence à courir.)",
	moves:   "Ce qui peut être accompli\u00a0:",

	clockField:    "Si aucun acte daté, d'après le registre de son propre auteur, d'avant l'instant indiqué dans le champ %s de l'acte qui a conduit ici n'a fait sortir de cet état, l'état \"%s\" s'ensuit à cet instant.",
	clockMinutes:  "Si aucun acte daté dans un délai de %d minutes n'a fait sortir de cet état, ce délai étant compté à partir du moment où tous ceux qui peuvent y agir avaient dans leur registre l'acte qui a conduit ici, l'état \"%s\" s'ensuit.",
	clockConstant: "Si aucun acte daté dans le délai fixé par le chiffre \"%s\" de l'annexe C n'a fait sortir de cet état, ce délai étant compté à partir du moment où tous ceux qui peuvent y agir avaient dans leur registre l'acte qui a conduit ici, l'état \"%s\" s'ensuit.",
	silence:       "Cela compte leur silence. Cet effet ne se produit donc que si chacun de ceux qui peuvent agir dans le présent état avait dans son propre registre, avant cet instant, l'acte qui a conduit ici, ou s'il a été attesté qu'il avait été saisi par une autre voie. Sinon, rien ne s'ensuit, et le présent état n'a plus de limite de temps.",
	noSilence:     "Cela ne compte le silence de personne.",

	compared:   "Chaque nombre du tableau \"%s\" est comparé, selon la colonne \"%s\", à celui du message antérieur que la même partie a établi au moyen de ce formulaire et dont la valeur \"%s\" est la valeur \"%s\" du présent message.",
	conditions: "Les conditions suivantes sont affichées ici et dans la procédure qu'elles désignent. Elles ne retiennent rien\u00a0: un acte accompli alors que l'une d'elles n'est pas remplie a son effet, et est présenté comme accompli alors.",
	condition:  "elle est remplie tant que la procédure désignée dans le champ \"%s\" de l'ouverture, ouverte selon la procédure \"%s\", est dans l'un des états %s. Elle précède %s.",

	isNotice:       "Un message établi au moyen de ce formulaire est une notification ou en poursuit une\u00a0: il dit qui sera où, à quelle hauteur et quand.",
	noticeArea:     "Une zone figure dans le champ \"%s\".",
	noticeFloor:    "La hauteur la plus basse figure dans le champ \"%s\"\u00a0; à défaut, il n'y en a pas.",
	noticeCeiling:  "La hauteur la plus grande figure dans le champ \"%s\"\u00a0; à défaut, il n'y en a pas.",
	noticeFrom:     "Elle commence à l'instant indiqué dans le champ \"%s\".",
	noticeUntil:    "Elle finit à l'instant indiqué dans le champ \"%s\".",
	noticeEnds:     "La notification visée ne vaut plus.",
	noticeOf:       "La notification visée est désignée dans le champ \"%s\", sauf si le message la désigne lui-même.",
	annexConflicts: "Annexe G. Notifications qui s'approchent l'une de l'autre",
	near:           "Parmi les notifications établies au moyen des formulaires nommés ici, celles de parties différentes sont comparées deux à deux. Elles sont proches lorsque leurs zones sont séparées de %s mètres au plus, leurs hauteurs de %s mètres au plus et leurs temps de %s minutes au plus (chiffres \"%s\", \"%s\" et \"%s\" de l'annexe C). Lorsque rien ne les sépare, elles se rencontrent. Le nœud de chaque partie le montre à celle-ci d'après les notifications qu'elle détient. Cela ne retient aucun message et n'est une constatation sur personne.",
	pair:           "%s et %s",
}

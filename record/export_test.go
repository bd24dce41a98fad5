package record

// Unchecked makes evidence of a message as MessageEvidence does, also where it does not verify.
var Unchecked = messageEvidence

package wire

// Bits of the features in a HELLO. Unknown ones are ignored.
const (
	// FeatureRecovering says that the sender signs no head for now under a charter that both share: its own record is
	// older than what it has shown, or may be, and it asks for what is held of it [REC-51].
	FeatureRecovering = 1 << 0

	// FeaturePacked says that the sender holds every dictionary that an edition names which this HELLO says to be in
	// force, and that one does [LINK-86].
	FeaturePacked = 1 << 1
)

package weights

// What the metadata of a file says.
const (
	metadataFormat  = "format"
	metadataNetwork = "network"
	metadataNaming  = "naming"
	metadataScale   = "scale"  // of real numbers, as JSON; left out where there is none
	metadataSchema  = "schema" // of the graph that the network was trained on, as JSON; left out where it has no names
	formatName      = "kilolayer"
)

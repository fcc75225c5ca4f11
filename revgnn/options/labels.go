package options

// Labels is the kind of what a network predicts for a node, in the words of datasets.Labels. It decides which losses
// and metrics have a meaning.
type Labels string

// The kinds of labels.
const (
	ClassLabels Labels = "classes"      // one of several classes
	TaskLabels  Labels = "yes/no tasks" // one or several, each 1 or 0
	ValueLabels Labels = "real numbers" // one or several
)

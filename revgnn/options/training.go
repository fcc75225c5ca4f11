package options

import (
	"fmt"
	"slices"
)

// The optimizers, losses and schedules that a training takes by name. Those of a user's own have other names.
const (
	// Adam is Kingma and Ba 2014, as in torch.optim: smoothing 0.9 and 0.999, ε 1e-8.
	Adam = "adam"
	// RMSProp is Hinton 2012, with the constants of torch.optim: smoothing 0.99, ε 1e-8.
	RMSProp = "rmsprop"

	// CrossEntropy is the mean cross-entropy of classes, or the mean binary cross-entropy of yes/no tasks.
	CrossEntropy = "cross-entropy"
	// LogCrossEntropy is the mean over nodes of log(ε + CE) − log ε with ε = 1 − ln 2 (Wang et al. 2021, "Bag of
	// Tricks").
	LogCrossEntropy = "log cross-entropy"
	// MeanSquared is the mean of the squared errors of real numbers, as torch.nn.MSELoss.
	MeanSquared = "mean squared"
	// AbsoluteError is the mean of the absolute errors of real numbers, as torch.nn.L1Loss.
	AbsoluteError = "absolute error"
	// Huber is the mean over real numbers of e²/2 where an error e is at most δ, and of δ·(|e| − δ/2) beyond, as
	// torch.nn.HuberLoss (Huber 1964).
	Huber = "huber"

	// Cosine lets the learning rate fall along half a cosine to the final rate at the last epoch (Loshchilov and Hutter
	// 2016).
	Cosine = "cosine"
)

// Training is the options of a training.
type Training struct {
	// Epochs is how often each node is trained on.
	Epochs int `json:"epochs" range:"[1,inf)" default:"100"`
	// Parts is how many random parts the graph is cut into, anew in each epoch. A part is a batch.
	Parts int `json:"parts" range:"[1,inf)" default:"1"`
	// Accumulate is over how many parts gradients are averaged before the parameters change. It divides Parts.
	Accumulate int `json:"accumulate" range:"[1,inf)" default:"1" off:"1"`
	// Devices is how many devices share the parts of a step, of which each takes as many: 0 is one, and AllDevices all
	// that there are. Where Accumulate is 1, a step takes one part on each of them.
	Devices int `json:"devices,omitzero" range:"[-1,inf)" off:"1" resume:"free"`
	// Optimizer is how parameters change.
	Optimizer Named `json:"optimizer" oneof:"adam,rmsprop" default:"adam"`
	// LearningRate is the optimizer's.
	LearningRate float64 `json:"learning rate" range:"(0,inf)" default:"0.001"`
	// WeightDecay is the factor of the parameters that is added to their gradients, as in torch.optim; 0 for none.
	WeightDecay float64 `json:"weight decay,omitzero" range:"[0,inf)"`
	// GradientClipping is the l2 norm that the gradient of all parameters is scaled down to; 0 for none.
	GradientClipping float64 `json:"gradient clipping,omitzero" range:"[0,inf)"`
	// Loss is what training makes small. Without one it is the cross-entropy of classes and yes/no tasks, or the mean
	// squared error of real numbers.
	Loss Named `json:"loss,omitzero" oneof:"cross-entropy,log cross-entropy,mean squared,absolute error,huber"`
	// HuberDelta is the error δ from which on the Huber loss is a line, in standard deviations of the value; 0 for
	// PyTorch's 1.
	HuberDelta float64 `json:"huber delta,omitzero" range:"[0,inf)"`
	// ClassWeights is how much the nodes of each class count in the cross-entropies, in the classes' order, as the
	// weight of torch.nn.CrossEntropyLoss: the mean is divided by the sum of the weights. None for all alike.
	ClassWeights []float64 `json:"class weights,omitzero" range:"[0,inf)"`
	// PositiveWeights is how much the yes of each task counts in the cross-entropy, as the pos_weight of
	// torch.nn.BCEWithLogitsLoss; one number is that of all tasks. None for as much as a no.
	PositiveWeights []float64 `json:"positive weights,omitzero" range:"[0,inf)"`
	// BalancedLoss takes class weights or positive weights from the labels of the training nodes, so that each class,
	// or the yes and the no of a task, counts as much as the others in all: of N nodes with a label and C classes, N/(C
	// n) for a class of n nodes, scikit-learn's "balanced", and of a task its number of no over that of yes.
	BalancedLoss bool `json:"balanced loss,omitzero"`
	// Metric is what evaluations score with; the best step, patience and plateau follow it. Without one it is the
	// accuracy of classes, the ROC-AUC of yes/no tasks, or R² of real numbers. Package metrics defines them all.
	Metric Named `json:"metric,omitzero" oneof:"accuracy,balanced accuracy,f1,macro f1,micro f1,weighted f1,precision,macro precision,recall,macro recall,mcc,rocauc,average precision,r2,mae,rmse"`
	// PositiveClass is the class, by its name, whose F1, precision, recall, ROC-AUC or average precision the metric is,
	// against all others; without it that of the second of two classes. Where classes have no names it is a number from
	// 0.
	PositiveClass string `json:"positive class,omitzero"`
	// WarmUp is over how many epochs the learning rate rises linearly; 0 for none.
	WarmUp int `json:"warm-up,omitzero" range:"[0,inf)"`
	// Schedule is how the learning rate changes with the epochs; without one it stays.
	Schedule Named `json:"schedule,omitzero" oneof:"cosine"`
	// FinalRate is the share of the learning rate that the cosine schedule ends at.
	FinalRate float64 `json:"final rate,omitzero" range:"[0,1)"`
	// PlateauFactor is what the learning rate is multiplied by after PlateauPatience evaluations in a row without a
	// better validation metric; 0 for none.
	PlateauFactor   float64 `json:"plateau factor,omitzero" range:"[0,1)"`
	PlateauPatience int     `json:"plateau patience,omitzero" range:"[0,inf)"`
	// Patience is after how many evaluations in a row without a better validation metric training ends; 0 for never.
	Patience int `json:"patience,omitzero" range:"[0,inf)"`
	// Teacher is the directory of the run that is learned from, Alpha its share of the loss, and Temperature what its
	// and the network's logits are divided by.
	Teacher     string  `json:"teacher,omitzero" resume:"free"`
	Alpha       float64 `json:"alpha,omitzero" range:"[0,1]"`
	Temperature float64 `json:"temperature,omitzero" range:"[0,inf)"`
	// Frozen lists the parameters that do not change, by their names or by the part of it before a dot.
	Frozen []string `json:"frozen,omitzero"`
	// EvaluateEvery is after how many epochs the splits are scored, as they are at the end; 0 for 20 times in all.
	EvaluateEvery int `json:"evaluate every,omitzero" range:"[0,inf)"`
	// ScoringParts is how many parts the evaluations of a training cut the graph into; 0 for as many as the training.
	ScoringParts int `json:"scoring parts,omitzero" range:"[0,inf)"`
	// FailedSolves is after how many steps in a row with a failed solve the training of an equilibrium network stops; 0
	// for never.
	FailedSolves int `json:"failed solves" range:"[0,inf)" default:"20" resume:"free"`
	// NormsEvery is after how many steps the norms of the layers are recorded; 0 for never.
	NormsEvery int `json:"norms every,omitzero" range:"[0,inf)"`
	// Seed is that of partitions and dropout masks.
	Seed uint64 `json:"seed"`
}

// AllDevices is all devices of the machine.
const AllDevices = -1

// tooFewParts is the error of devices of which some would have no part.
func tooFewParts(parts, devices int) error {
	return fmt.Errorf("%d parts on %d devices; use at least %d parts, or fewer devices", parts, devices, devices)
}

// NewTraining is the options of a training with their defaults.
func NewTraining() Training {
	var t Training
	setDefaults(&t)
	return t
}

func (*Training) kind() string { return "" }

// Steps is how often the parameters change in all.
func (t Training) Steps() int { return t.Epochs * t.StepsPerEpoch() }

// StepsPerEpoch is how often the parameters change in an epoch.
func (t Training) StepsPerEpoch() int { return t.Parts / max(1, t.Accumulate, t.Devices) }

// EvaluationEpochs is after how many epochs the splits are scored.
func (t Training) EvaluationEpochs() int {
	if t.EvaluateEvery > 0 {
		return t.EvaluateEvery
	}
	return max(1, t.Epochs/20)
}

// Scoring is how many parts an evaluation cuts the graph into.
func (t Training) Scoring() int {
	if t.ScoringParts > 0 {
		return t.ScoringParts
	}
	return t.Parts
}

const balanced = "the weights of a balanced loss"

// weights says which weights the loss has; "" for none.
func (t Training) weights() string {
	switch {
	case len(t.ClassWeights) > 0:
		return "class weights"
	case len(t.PositiveWeights) > 0:
		return "positive weights"
	case t.BalancedLoss:
		return balanced
	}
	return ""
}

// Validate names the first option that is out of range, or has no meaning together with the others.
func (t Training) Validate() error {
	if err := validate(&t); err != nil {
		return err
	}
	switch {
	case t.WarmUp > t.Epochs:
		return fmt.Errorf("a warm-up of %d epochs in a training of %d; use at most %d", t.WarmUp, t.Epochs, t.Epochs)
	case t.Parts < t.Devices:
		return tooFewParts(t.Parts, t.Devices)
	case t.Devices > 1 && t.Accumulate <= t.Devices && t.Parts%t.Devices != 0:
		return fmt.Errorf("%d parts on %d devices, each of which takes one part of a step; use a multiple of %d parts",
			t.Parts, t.Devices, t.Devices)
	case t.Devices > 1 && t.Accumulate > 1 && t.Accumulate%t.Devices != 0:
		return fmt.Errorf("steps of %d parts on %d devices, which can't share them evenly; use a multiple of %d, or "+
			"a number of devices that divides %d", t.Accumulate, t.Devices, t.Devices, t.Accumulate)
	case t.Parts%t.Accumulate != 0:
		return fmt.Errorf("gradients added up over %d of %d parts; use a divisor of %d", t.Accumulate, t.Parts, t.Parts)
	case !t.Schedule.IsZero() && t.PlateauFactor > 0:
		return fmt.Errorf("both a plateau and the schedule %q change the learning rate; leave one out", t.Schedule)
	case (t.PlateauFactor > 0) != (t.PlateauPatience > 0):
		return fmt.Errorf("one of \"plateau factor\" and \"plateau patience\" alone; give both")
	case t.HuberDelta > 0 && t.Loss.Name != Huber:
		return fmt.Errorf("a Huber delta of %g without the loss %q; leave it out", t.HuberDelta, Huber)
	case t.weights() != "" && t.Loss.Value != nil,
		t.weights() != "" && t.Loss.Name != "" && t.Loss.Name != CrossEntropy && t.Loss.Name != LogCrossEntropy:
		return fmt.Errorf("%s with the loss %q; they are for cross-entropies alone: leave them out", t.weights(),
			t.Loss)
	case t.BalancedLoss && t.weights() != balanced:
		return fmt.Errorf("both %s and a balanced loss, which has weights of its own; leave one out", t.weights())
	case len(t.ClassWeights) > 0 && !slices.ContainsFunc(t.ClassWeights, func(w float64) bool { return w > 0 }):
		return fmt.Errorf("class weights that are all 0; give a positive one for what is to be learned")
	case t.FinalRate > 0 && t.Schedule.Name != Cosine:
		return fmt.Errorf("a final rate of %g without the schedule %q; leave it out", t.FinalRate, Cosine)
	case t.Teacher != "" && t.Alpha == 0:
		return fmt.Errorf("a teacher in %s without \"alpha\", its share of the loss; RevGAT has 0.95", t.Teacher)
	case t.Alpha > 0 && t.Temperature == 0:
		return fmt.Errorf("an alpha of %g without \"temperature\"; RevGAT has 0.7", t.Alpha)
	case t.Alpha == 0 && t.Temperature > 0:
		return fmt.Errorf("a temperature of %g without \"alpha\", a teacher's share of the loss; RevGAT has 0.95",
			t.Temperature)
	}
	return nil
}

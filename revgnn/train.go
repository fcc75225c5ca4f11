package revgnn

import (
	"context"
	"time"

	"github.com/kilolayer/kilolayer/cell"
	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/revgnn/metrics"
	"github.com/kilolayer/kilolayer/revgnn/options"
	"github.com/kilolayer/kilolayer/revgnn/run"
)

// TrainBuilder trains a network. Start it with Train or TrainOn.
type TrainBuilder struct{ job }

// Train starts the training of a model on a graph: by default 100 epochs of one step on the whole graph, with Adam at a
// learning rate of 1e-3. Package options lists all options with their defaults.
//
// Training starts from the parameters that the model has, so one that was loaded goes on from its own in another
// directory, with an optimizer that starts anew. WithExtension goes on with the optimizer's state as well.
//
// Real numbers are learned standardized, (y − mean)/deviation over the labelled values of the training nodes, each
// column by itself. A model keeps the scale that it was trained with, and so do its run's record and its file of
// weights: predictions and metrics are in the graph's own units. A model that has a scale keeps it when it is trained
// again.
func Train(m *Model, g *datasets.Graph) *TrainBuilder {
	return TrainOn(func(context.Context) (*Model, *datasets.Graph, error) { return m, g, nil })
}

// TrainOn is Train for a model and a graph that are made when the training begins, such as a graph that is downloaded.
func TrainOn(made func(ctx context.Context) (*Model, *datasets.Graph, error)) *TrainBuilder {
	return &TrainBuilder{job{ctx: context.Background(), made: made, options: options.NewTraining(),
		checkpointEvery: 30 * time.Second}}
}

// WithContext stops the training when a context is cancelled: the run is saved, and the error wraps context.Canceled.
func (b *TrainBuilder) WithContext(ctx context.Context) *TrainBuilder { b.ctx = ctx; return b }

// WithOptions sets all options of the training at once, as those of a record or an experiment.
func (b *TrainBuilder) WithOptions(o options.Training) *TrainBuilder { b.options = o; return b }

// WithEpochs sets how often each node is trained on.
func (b *TrainBuilder) WithEpochs(epochs int) *TrainBuilder { b.options.Epochs = epochs; return b }

// WithParts cuts the graph into random parts, anew in each epoch, and trains one part per step. A part without a label
// that counts has nothing to learn from: its step is counted and recorded without a loss, and changes neither
// parameters nor the optimizer's state.
func (b *TrainBuilder) WithParts(parts int) *TrainBuilder { b.options.Parts = parts; return b }

// WithAccumulation averages the gradients of several parts before the parameters change: one step for each group of
// that many parts. The number divides that of WithParts. All parts of a step have the dropout masks of that step. The
// record of a step has the mean of the losses of its parts with labels; norms, solves and the rate of a schedule are
// those of its last part. Parts without labels count in the mean of the gradients, with none, unless all of a step are.
func (b *TrainBuilder) WithAccumulation(parts int) *TrainBuilder {
	b.options.Accumulate = parts
	return b
}

// WithDevices shares the parts of a step out over several devices, or AllDevices: each takes as many of them, the
// gradients are averaged over the devices, and parameters change as they would on one device that averages over the
// same parts. Each device holds the network, its optimizer's state and one part. Without WithAccumulation a step takes
// one part on each. Both numbers divide that of WithParts.
//
// A run goes on with another number of devices where that divides the number of parts of its steps; its record tells
// how many it began with. The splits are scored on all devices, unless there are fewer scoring parts. Norms are those
// of the last device's part, and of the solves the worst.
func (b *TrainBuilder) WithDevices(devices int) *TrainBuilder {
	b.options.Devices = devices
	return b
}

// WithLearningRate sets the learning rate.
func (b *TrainBuilder) WithLearningRate(rate float64) *TrainBuilder {
	b.options.LearningRate = rate
	return b
}

// WithSeed sets the seed of partitions and dropout masks.
func (b *TrainBuilder) WithSeed(seed uint64) *TrainBuilder { b.options.Seed = seed; return b }

// WithOptimizer sets the optimizer; Adam by default.
func (b *TrainBuilder) WithOptimizer(o Optimizer) *TrainBuilder {
	b.options.Optimizer, b.options.WeightDecay = o.named, o.weightDecay
	return b
}

// WithGradientClipping scales the gradient of all parameters, as one vector, down to an l2 norm, as
// torch.nn.utils.clip_grad_norm_ does: times min(1, norm/(‖g‖₂ + 1e-6)). Weight decay comes after it. What
// WithNormsEvery records is the gradient before.
func (b *TrainBuilder) WithGradientClipping(norm float64) *TrainBuilder {
	b.options.GradientClipping = norm
	return b
}

// WithLoss sets the loss; by default CrossEntropy, and MeanSquared for real numbers.
func (b *TrainBuilder) WithLoss(l Loss) *TrainBuilder {
	b.options.Loss, b.options.HuberDelta = l.named, l.delta
	return b
}

// WithClassWeights lets the nodes of each class count as much as its weight in the loss, so that a rare class is not
// drowned by the others: one weight per class, in the order of the classes. It is the weight of
// torch.nn.CrossEntropyLoss: the mean is Σ w·loss / Σ w over the labelled nodes of a part, with w the weight of a
// node's class. The cross-entropy and the log cross-entropy of classes have it; with distillation only the labels'
// share of the loss.
func (b *TrainBuilder) WithClassWeights(weights ...float64) *TrainBuilder {
	b.options.ClassWeights, b.named = weights, nil
	return b
}

// WithPositiveWeights lets each yes of a task count as much as its weight in the binary cross-entropy, against a no:
// one weight per task, or one for all. It is the pos_weight of torch.nn.BCEWithLogitsLoss: the mean is over the number
// of labels, whatever their weights.
func (b *TrainBuilder) WithPositiveWeights(weights ...float64) *TrainBuilder {
	b.options.PositiveWeights, b.named = weights, nil
	return b
}

// WithWeightsByName is WithClassWeights, or WithPositiveWeights for yes/no tasks, by the names of the classes or tasks;
// those that are not named have the weight 1. Where the graph has no names they are numbers, from "0".
func (b *TrainBuilder) WithWeightsByName(weights map[string]float64) *TrainBuilder {
	b.options.ClassWeights, b.options.PositiveWeights, b.named = nil, nil, weights
	return b
}

// WithBalancedLoss takes the weights from the labels of the training nodes: of N labelled nodes and C classes N/(C n)
// for a class of n nodes, scikit-learn's class_weight="balanced", and of yes/no tasks the number of no over that of
// yes.
func (b *TrainBuilder) WithBalancedLoss() *TrainBuilder { b.options.BalancedLoss = true; return b }

// WithMetric sets what evaluations score with; by default the accuracy of classes, the ROC-AUC of yes/no tasks, and R²
// of real numbers. The best checkpoint, WithPatience and WithPlateau follow it, as do sweeps and figures.
func (b *TrainBuilder) WithMetric(m metrics.Metric) *TrainBuilder {
	b.options.Metric = metrics.Option(m)
	return b
}

// WithPositiveClass names the class that a metric of one class judges, against all others: metrics.ByF1, ByPrecision,
// ByRecall, ByROCAUC or ByAveragePrecision, for any number of classes. Without it they judge the second of two classes.
// Where classes have no names it is a number, from "0".
func (b *TrainBuilder) WithPositiveClass(name string) *TrainBuilder {
	b.options.PositiveClass = name
	return b
}

// WithWarmUp raises the learning rate linearly over the first epochs: in epoch e of them, counted from 1, it is
// e/epochs of the full rate. With a schedule of WithCosine it rises from step to step instead.
func (b *TrainBuilder) WithWarmUp(epochs int) *TrainBuilder { b.options.WarmUp = epochs; return b }

// WithCosine lets the learning rate fall along half a cosine (Loshchilov and Hutter 2016), from its full value to a
// share of it at the last step.
func (b *TrainBuilder) WithCosine(finalShare float64) *TrainBuilder {
	b.options.Schedule, b.options.FinalRate = options.Named{Name: options.Cosine}, finalShare
	return b
}

// WithSchedule lets a schedule of GoMLX, or of one's own, set the learning rate. The run's record knows it by its name.
func (b *TrainBuilder) WithSchedule(name string, s Schedule) *TrainBuilder {
	b.options.Schedule, b.options.FinalRate = options.Named{Name: name, Value: s}, 0
	return b
}

// WithPlateau multiplies the learning rate by a factor after a number of evaluations in a row without a better
// validation metric than the best so far, and counts from 0 again. PyTorch's ReduceLROnPlateau waits for one more with
// the same number as patience, and by its default takes a metric for better from a ten-thousandth on.
func (b *TrainBuilder) WithPlateau(factor float64, patience int) *TrainBuilder {
	b.options.PlateauFactor, b.options.PlateauPatience = factor, patience
	return b
}

// WithPatience ends training after a number of evaluations in a row without a better validation metric than the best so
// far. The run is complete then, and its status says why. LoadBest has the parameters of the best evaluation.
func (b *TrainBuilder) WithPatience(evaluations int) *TrainBuilder {
	b.options.Patience = evaluations
	return b
}

// WithDistillation trains the network towards the predictions of a teacher: the run in a directory, which must be
// complete, with the parameters of its best evaluation. With p and q the teacher's and the network's probabilities,
// both of logits over the temperature T, the loss L becomes
//
//	(1 − α) L + α T² · mean over nodes and classes of p (log p − log q)
//
// The mean is over all nodes, labelled or not, and over classes, as KLDivLoss takes it by default in RevGAT's code,
// which has α 0.95 and T 0.7. The teacher's logits are computed once, without dropout, cut into the run's parts. The
// teacher may be any network for the same graph; self-distillation has one of the same shape. Classes alone have it.
func (b *TrainBuilder) WithDistillation(teacher string, alpha, temperature float64) *TrainBuilder {
	b.options.Teacher, b.options.Alpha, b.options.Temperature = teacher, alpha, temperature
	return b
}

// WithFrozen keeps parameters as they are: those of the names given, as Model.Table lists them, or all whose names
// begin with one of them and a dot: "node_encoder" freezes its weight and its bias.
func (b *TrainBuilder) WithFrozen(names ...string) *TrainBuilder { b.options.Frozen = names; return b }

// WithEvaluationEvery sets after how many epochs the splits are scored. By default it is done 20 times in all, and
// always at the end.
func (b *TrainBuilder) WithEvaluationEvery(epochs int) *TrainBuilder {
	b.options.EvaluateEvery = epochs
	return b
}

// WithScoringParts makes the evaluations during training cut the graph into that many parts, at random and the same at
// each of them. By default they are as many as the training's.
func (b *TrainBuilder) WithScoringParts(parts int) *TrainBuilder {
	b.options.ScoringParts = parts
	return b
}

// WithSolveFailureLimit sets after how many steps in a row with a failed solve the training of an equilibrium network
// stops; 20 by default. 0 means never: each step takes the best iterate.
func (b *TrainBuilder) WithSolveFailureLimit(steps int) *TrainBuilder {
	b.options.FailedSolves = steps
	return b
}

// WithNormsEvery records sizes by layer, for viz.Gradients, at the first step and after every given number of steps:
// the l2 norm of the gradient of each layer's parameters, and the root mean square of its output. Such a step takes the
// time of one more forward pass, and others next to nothing more; a record grows by up to 16 bytes per layer. By
// default nothing is recorded.
func (b *TrainBuilder) WithNormsEvery(steps int) *TrainBuilder {
	b.options.NormsEvery = steps
	return b
}

// WithDirectory sets where the run is kept. A directory that holds an unfinished run of the same options is gone on
// with from its last checkpoint; a finished one is returned as it is. Without it the run lies in a temporary directory.
// A run that started from other parameters than the model has now, such as those of LoadWeights, and has not trained
// these, is an error: else it would replace them by its own.
func (b *TrainBuilder) WithDirectory(directory string) *TrainBuilder {
	b.directory = directory
	return b
}

// Directory is where the run is kept; "" before WithDirectory.
func (b *TrainBuilder) Directory() string { return b.directory }

// WithRestart removes the run that the directory holds before training, and nothing else that is there.
func (b *TrainBuilder) WithRestart() *TrainBuilder { b.restart = true; return b }

// WithExtension goes on with the run in the directory to the number of epochs that is asked for now, where it has
// fewer: a run that is complete, or was stopped. All other options are those of the run.
func (b *TrainBuilder) WithExtension() *TrainBuilder { b.extend = true; return b }

// WithLabel names the run in tables and figures.
func (b *TrainBuilder) WithLabel(label string) *TrainBuilder { b.label = label; return b }

// WithObserver adds an observer, such as viz.Live().
func (b *TrainBuilder) WithObserver(o run.Observer) *TrainBuilder {
	b.observers = append(b.observers, o)
	return b
}

// WithCallback adds a function that sees each step and each evaluation, and may end the training.
func (b *TrainBuilder) WithCallback(c Callback) *TrainBuilder {
	b.callbacks = append(b.callbacks, c)
	return b
}

// WithCheckpointEvery sets how much time passes at most between two checkpoints; 30 seconds by default. One is also
// written at each evaluation.
func (b *TrainBuilder) WithCheckpointEvery(time time.Duration) *TrainBuilder {
	b.checkpointEvery = time
	return b
}

// Must is Done for cells: an error ends the program with one line, and the notebook's stop button ends the training
// quietly, as the run is saved.
func (b *TrainBuilder) Must() *run.Run {
	ctx, stop := cell.Interruptible(b.ctx)
	defer stop()
	once := *b // the builder keeps its own context, so that it can be used again
	return cell.Must(once.WithContext(ctx).Done())
}

// Done trains. The graph is looked at first: what its [datasets.Graph.Concerns] find is kept in the run's Info and told
// to observers, and a graph without a labelled training node is an error.
//
// The model holds the trained parameters afterwards. When the context is cancelled, the run is saved and
// the error wraps context.Canceled; the same call goes on from there.
//
// A loss that is not finite ends the run as failed, and the error names the likely cause, which is looked for in the
// features, the parameters and the losses before. The history keeps it, and the checkpoint before stays; the same call
// goes on from there and fails again.
func (b *TrainBuilder) Done() (*run.Run, error) {
	t, err := b.prepare()
	if err != nil {
		return nil, err
	}
	defer t.free()
	if err := t.open(); err != nil {
		return nil, err
	}
	return t.run()
}

// About is what the run's record will say: the network, the data, the options of the training. Nothing is trained or
// written.
func (b *TrainBuilder) About() (run.Info, error) {
	t, err := b.prepare()
	if err != nil {
		return run.Info{}, err
	}
	t.free()
	return t.about, nil
}

// Estimate predicts the memory of a training step: of one part, with the state of the optimizer and, where there is a
// teacher, the teacher's logits. Nothing is compiled.
func (b *TrainBuilder) Estimate() (run.Memory, error) {
	if err := b.make(); err != nil {
		return run.Memory{}, err
	}
	return b.model.EstimateTraining(b.options), nil
}

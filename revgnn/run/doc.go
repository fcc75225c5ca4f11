// Package run keeps the record of a training run on disk.
//
// A run is a directory:
//
//	run.json        Info: the model, the data and its fingerprint, seeds, versions, device
//	history.jsonl   one Record a line, appended as training goes
//	memory.json     Memory: what one training step needs, in its parts
//	status.json     how far the run came
//	lock            held by the process that writes, with its number
//	checkpoint/     the model's weights and the optimizer's state, written by the trainer
//	stop            asks the process that writes to end; there until it has ([Stop])
//	program         of a run that was detached: what trains it ([Launch])
//	program.json    … its arguments and the folder that it runs in
//	output.txt      … what it printed, the last time that it ran, and what the worker of a sweep printed
//
// A line of history is a JSON object: kind, step, epoch, elapsed and waited (seconds), loss, learning_rate, train,
// valid, test, live_bytes, and of a network with a solver forward and backward, objects of status, evals, residual,
// worst, trace, and of some steps norms, an object of the lists gradient and activation, a number a layer; what was not
// measured is left out, and NaN, +Inf and -Inf are strings. A line counts once its newline is written, so a reader
// never sees half of one. The other files are replaced whole.
//
// One process writes at a time ([Create], [Continue]); any number read ([Open], [Run.Refresh]), also meanwhile. A
// killed writer leaves a run that can be read and continued. Who writes is told by the lock, which the system frees
// when a process ends, however it ends; the number in it is for messages.
//
// The package is pure Go and links no backend, so a cell that only looks at a run builds fast.
package run

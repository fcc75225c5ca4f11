// Package tensorboard writes the history of runs as event files of TensorBoard.
//
// While a run trains, an observer writes:
//
//	revgnn.Train(model, graph).WithDirectory("runs/deep").WithObserver(tensorboard.To("board/deep")).Must()
//
// and afterwards, a folder a run:
//
//	for _, r := range cell.Must(run.OpenSweep("runs/depths")).Runs() {
//		cell.Must(tensorboard.Write(filepath.Join("board", r.Label()), r))
//	}
//
// In a terminal, `tensorboard --logdir board` shows them. Scalars are named as in package report; the options stand
// under Text. Times are those of the training: what passed between a run's interruption and its going on is left out.
//
// A file is a list of TFRecords (tensorflow/core/lib/io/record_writer.h):
//
//	uint64 length, uint32 masked CRC-32C of length, data, uint32 masked CRC-32C of data    (little-endian)
//
// with mask(c) = ((c >> 15) | (c << 17)) + 0xa282ead8. The data of each is an Event
// (tensorflow/core/util/event.proto).
package tensorboard

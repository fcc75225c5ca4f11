package run

// The files of a run's directory.
const (
	infoFile      = "run.json"
	historyFile   = "history.jsonl"
	memoryFile    = "memory.json"
	statusFile    = "status.json"
	checkpointDir = "checkpoint"
	lockFile      = "lock" // in a sweep's directory as well
	stopFile      = "stop"
	programFile   = "program"
	startFile     = "program.json"
	outputFile    = "output.txt"
)

package viz

import (
	"html/template"
	"strings"

	"github.com/kilolayer/kilolayer/revgnn/run"
)

// concern is what was found in the graph before the training, and the colour of its mark.
type concern struct {
	Text  string
	Color template.CSS
}

// block is the output of a run: its progress and its numbers, and the curves under them. The last one holds a static
// picture of the curves.
func (l *liveState) block(last bool) string {
	figure, err := l.figure().chart().Fragment(last)
	if err != nil {
		figure = preformatted(err.Error())
	}
	color := statusColor(l.status)
	data := struct {
		Width                  int
		Title, Status, Network string
		Color                  template.CSS
		Bar                    progressBar
		Progress, Problem      string
		Concerns               []concern
		Numbers                []number
		Chart                  template.HTML
	}{
		Width: defaultWidth, Title: "Training on " + l.trace.label, Status: l.statusText(), Color: color,
		Bar:      progressBar{8, 4, 100 * l.fraction(), color, "8px 0 4px"},
		Progress: strings.Join(l.progress(), " · "), Numbers: l.numbers(), Chart: template.HTML(figure),
	}
	for _, text := range l.trace.info.Concerns {
		data.Concerns = append(data.Concerns, concern{text, statusColor(run.Interrupted)})
	}
	if m := modelText(l.trace.info.Model); m != "" {
		data.Network = sentences(m, l.trace.info.Device)
	}
	if l.problem != nil {
		data.Problem = l.problem.Error()
	}
	return filled("live", data)
}

package metrics

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/stat"
)

// MAE returns the mean absolute error, mean |y − ŷ|, in the unit of the values: of several columns the mean over them.
//
// values and predicted are [rows, columns], row after row. A value of NaN is no label and is left out; a column without
// labels is left out of the mean. An error names what is wrong: the sizes, a prediction of a labelled entry or a value
// that is not finite, or values without any label.
func MAE[V, P Float](values []V, predicted []P, columns int) (float64, error) {
	return overColumns(mae, values, predicted, columns)
}

// RMSE returns the root of the mean squared error, √ mean (y − ŷ)², in the unit of the values: of several columns the
// mean of their roots. Values, predictions and errors are those of MAE.
func RMSE[V, P Float](values []V, predicted []P, columns int) (float64, error) {
	return overColumns(rmse, values, predicted, columns)
}

// R2 returns the coefficient of determination, R² = 1 − Σ(y − ŷ)² / Σ(y − ȳ)² with ȳ the mean of the values: 1 where
// all is right, 0 for the mean as the only prediction, and below for worse ones. Of several columns it is the mean over
// them. Values, predictions and errors are those of MAE.
//
// A column whose values are all equal has 1 where each prediction is right, and else 0, as in scikit-learn's r2_score.
func R2[V, P Float](values []V, predicted []P, columns int) (float64, error) {
	return overColumns(r2, values, predicted, columns)
}

// measure is a metric of real numbers by its name.
type measure string

const (
	mae  measure = "mae"
	rmse measure = "rmse"
	r2   measure = "r2"
)

func (m measure) String() string { return string(m) }

// LessIsBetter says that an error is the better the smaller it is.
func (m measure) LessIsBetter() bool { return m != r2 }

func (m measure) Score(s Split) (float64, error) {
	values, predicted, err := s.Numbers()
	if err != nil {
		return 0, err
	}
	return overColumns(m, values, predicted, s.Columns)
}

// of measures one column, of which all is labelled.
func (m measure) of(values, predicted []float64) float64 {
	var absolute, squares, around float64
	mean := stat.Mean(values, nil)
	equal := true
	for i, y := range values {
		e := y - predicted[i]
		absolute += math.Abs(e)
		squares += e * e
		around += (y - mean) * (y - mean)
		equal = equal && y == values[0]
	}
	n := float64(len(values))
	switch {
	case m == mae:
		return absolute / n
	case m == rmse:
		return math.Sqrt(squares / n)
	case !equal:
		return 1 - squares/around
	case squares == 0:
		return 1
	}
	return 0
}

// overColumns is the mean of a measure over the columns that have a label.
func overColumns[V, P Float](m measure, values []V, predicted []P, columns int) (float64, error) {
	switch {
	case columns < 1:
		return 0, fmt.Errorf("metrics: %d columns of values; give at least 1", columns)
	case len(values)%columns != 0:
		return 0, fmt.Errorf("metrics: %d values do not make whole rows of %d columns", len(values), columns)
	case len(predicted) != len(values):
		return 0, fmt.Errorf("metrics: %d predictions for %d values; give one prediction per value", len(predicted),
			len(values))
	}
	var scores []float64
	for column := range columns {
		var y, guess []float64
		for i := column; i < len(values); i += columns {
			value, of := float64(values[i]), float64(predicted[i])
			switch {
			case math.IsNaN(value):
				continue
			case math.IsInf(value, 0):
				return 0, fmt.Errorf("metrics: value %g in row %d, column %d; give finite values, or NaN for none",
					value, i/columns, column)
			case math.IsNaN(of) || math.IsInf(of, 0):
				return 0, fmt.Errorf("metrics: prediction %g in row %d, column %d: the model has diverged", of,
					i/columns, column)
			}
			y, guess = append(y, value), append(guess, of)
		}
		if len(y) > 0 {
			scores = append(scores, m.of(y, guess))
		}
	}
	if len(scores) == 0 {
		return 0, fmt.Errorf("metrics: none of the %d rows has a value, so no metric is defined", len(values)/columns)
	}
	return stat.Mean(scores, nil), nil
}

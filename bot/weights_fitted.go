package bot

var fitted = Weights{}

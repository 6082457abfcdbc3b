using GanFlowTheory.Cli;
using GanFlowTheory.Cli.Output;

using var interruption = new Interruption(ProgressBar.RestoreCursor);
return CommandLine.Invoke(args, Terminal.OfConsole(interruption.Token));

using GanFlowTheory.Cli;

using var interruption = new Interruption();
return CommandLine.Invoke(args, Terminal.OfConsole(interruption.Token));

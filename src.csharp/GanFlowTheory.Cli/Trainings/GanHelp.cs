using System.CommandLine;
using System.CommandLine.Invocation;

namespace GanFlowTheory.Cli.Trainings;

/// <summary>Help that shows, beside a chosen --gan, the options of this training only, with its defaults.</summary>
/// <param name="help">Help on all options.</param>
/// <param name="train">The options of ganflow train.</param>
internal sealed class GanHelp(SynchronousCommandLineAction help, TrainOptions train) : SynchronousCommandLineAction
{
    // The rest of the command line does not matter to help.
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        train.ShowThoseOfGan(parseResult);
        return help.Invoke(parseResult);
    }
}

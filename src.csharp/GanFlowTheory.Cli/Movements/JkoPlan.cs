using System.Collections.Generic;
using GanFlowTheory.Cli.Output;
using GanFlowTheory.Cli.Specs;

namespace GanFlowTheory.Cli.Movements;

/// <summary>Minimising movements whose settings are read, checked and turned into the library's values.</summary>
internal sealed class JkoPlan : IPlan<JkoSettings>
{
    public required JkoSettings Settings { get; init; }

    public required IEnumerable<string> Files { get; init; }

    public required Inputs Inputs { get; init; }

    public string? Warning => null;

    public Points? Goal => Target.Points;

    internal required State Start { get; init; }

    internal required Functional Functional { get; init; }

    internal required MovementTarget Target { get; init; }

    /// <summary>What standard input held, where the state came from there.</summary>
    internal Points? StartInput { get; private init; }

    internal static JkoPlan Create(Terminal terminal, JkoSettings given)
    {
        var state = MovementState.Parse(given.State);
        var to = given.Target ?? JkoDefaults.Target;
        DataSource.CheckOneInput("--target and --state", MovementTarget.SourceOf(to), state.Source);
        var kernel = KernelSpec.Parse(given.Kernel);

        if (!(given.Tau > 0))
        {
            throw new BadInputException($"--tau must be above 0, but is {Tables.Number(given.Tau)}.");
        }

        var choice = DataChoice.Of(given);
        var (start, input) = state.Read(terminal, choice);
        var target = MovementTarget.Read(terminal, choice, to, start.Nodes.Dimension, given.TargetSamples, given.Seed);
        var name = given.Functional ?? MovementFunctional.DefaultFor(start);
        return new()
        {
            Settings = given with
            {
                Functional = name.Trim(),
                State = state.FullText,
                Target = MovementTarget.FullTextOf(to),
                Kernel = kernel.Text,
            },
            Files = DataSource.FilesOf(MovementTarget.SourceOf(to), state.Source),
            Inputs = new() { Target = Fingerprint.Of(target.Points), Start = Fingerprint.Of(start.Nodes) },
            Start = start,
            Functional = MovementFunctional.Of(name, start, kernel.Resolve(() => target.Points), target),
            Target = target,
            StartInput = input,
        };
    }
}

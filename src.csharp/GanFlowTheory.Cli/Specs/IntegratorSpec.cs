using System;

namespace GanFlowTheory.Cli.Specs;

/// <summary>Integrators on the command line.</summary>
internal static class IntegratorSpec
{
    /// <summary>The integrator of a text, which steps a flow of the functional through the critic in the
    /// metric.</summary>
    internal static Integrator Parse(string text, string functional, string critic, string metric)
    {
        var integrator = Parse(text);

        if (CriticSpec.Diffuses(critic, metric) && Numerals.Split(text).Name != "euler")
        {
            throw new BadInputException(
                $"--integrator {text} cannot step the noise of --critic {critic} in --metric {metric}; take euler:TAU, such "
                + $"as {Runs.RunDefaults.IntegratorOfDiffusions}.");
        }

        return Numerals.Split(text).Name == "descent" && FunctionalSpec.DivergenceOf(functional) is not null
            ? throw new BadInputException(
                $"--integrator {text} needs the value of {functional}, which particles do not have; take one without "
                + "it, such as euler:0.05.")
            : integrator;
    }

    internal static Integrator Parse(string text)
    {
        try
        {
            return Integrator.Parse(text);
        }
        catch (ArgumentException e)
        {
            throw new BadInputException("--integrator: " + Sentence.AboutBadInput(e));
        }
    }
}

using System;

namespace GanFlowTheory.Cli.Specs;

/// <summary>Integrators on the command line.</summary>
internal static class IntegratorSpec
{
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

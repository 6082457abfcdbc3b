using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using GanFlowTheory.Cli.Output;
using GanFlowTheory.Cli.Specs;
using Spectre.Console;

namespace GanFlowTheory.Cli.Verbs;

/// <summary>ganflow list: what flows can be made of.</summary>
internal static class ListVerb
{
    internal static Command Create(Func<ParseResult, IReporter> reporter)
    {
        var command = new Command(
            "list",
            "Lists kernels, functionals, metrics, critics, integrators, schemes of games, optimisers, schedules, targets, estimators, losses, starts, and "
            + "what trainings are made of.");
        command.SetAction(parsed =>
        {
            reporter(parsed).Show(new Listing());
            return ExitCode.Success;
        });
        return command;
    }

    private sealed class Listing : IReport
    {
        private static IEnumerable<(string Title, IEnumerable<Form> Forms)> Sections =>
        [
            ("kernels", KernelSpec.Forms),
            ("functionals", FunctionalSpec.Forms),
            ("metrics", Metric.Forms),
            ("critics", CriticSpec.Forms),
            ("integrators", Integrator.Forms),
            ("schemes", GameScheme.Forms),
            ("optimisers", OptimiserSpec.Forms),
            ("schedules", Schedule.Forms),
            ("targets", TargetSpec.Forms),
            ("estimators", MmdEstimator.Forms),
            ("differences", MmdDifference.Forms),
            ("test statistics", SplitEstimator.Forms),
            ("losses", GeneratorLoss.Forms),
            ("starts", StartSpec.Forms),
            ("trainings", GanSpec.Forms),
            ("networks", Network.Forms),
            ("engines", Engine.Forms),
            ("critic losses", ClassificationLoss.Forms),
            ("penalties", CriticPenalty.Forms),
            ("schedules of rates", RateSchedule.Forms),
        ];

        public object Json => Sections.ToDictionary(
            section => section.Title,
            section => section.Forms.Select(form => new { Name = form.Shape, form.Description }).ToArray());

        public void WriteTo(IAnsiConsole console)
        {
            foreach (var (title, forms) in Sections)
            {
                var table = Tables.WithColumns(title, "");

                foreach (var form in forms)
                {
                    table.AddPlainRow(form.Shape, form.Description);
                }

                console.Write(table);
            }
        }
    }
}

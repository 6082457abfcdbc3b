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
            "Lists kernels, functionals, metrics, critics, integrators, optimisers, targets, estimators, losses, starts, and "
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
        private static IEnumerable<(string Title, IEnumerable<(string Shape, string Description)> Items)> Sections =>
        [
            ("kernels", KernelSpec.Listing),
            ("functionals", FunctionalSpec.Axis.Listing),
            ("metrics", MetricSpec.Axis.Listing),
            ("critics", CriticSpec.Axis.Listing),
            ("integrators", IntegratorSpec.Listing),
            ("optimisers", OptimiserSpec.Listing),
            ("targets", TargetSpec.Listing),
            ("estimators", EstimatorSpec.Listing),
            ("losses", LossSpec.Listing),
            ("starts", StartSpec.Listing),
            ("trainings", GanSpec.Axis.Listing),
            ("networks", Network.Forms),
            ("critic losses", ClassificationLoss.All.Select(loss => (loss.Name, loss.Description))),
        ];

        public object Json => Sections.ToDictionary(
            section => section.Title,
            section => section.Items.Select(item => new { Name = item.Shape, item.Description }).ToArray());

        public void WriteTo(IAnsiConsole console)
        {
            foreach (var (title, items) in Sections)
            {
                var table = Tables.WithColumns(title, "");

                foreach (var (shape, description) in items)
                {
                    table.AddPlainRow(shape, description);
                }

                console.Write(table);
            }
        }
    }
}

namespace GanFlowTheory.Cli.Specs;

/// <summary>Networks.</summary>
internal static class NetworkSpec
{
    internal static Network Parse(string option, string text) =>
        BadInputException.Naming(option, () => Network.Parse(text.Trim()));
}

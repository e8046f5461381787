#include "report/pool_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "core/text.h"
#include "report/layout.h"

namespace shakedown::report {
namespace {

using run::NodeDifference;
using run::NodeFacts;
using run::NodeGroup;

/// Nodes that are named; the others are counted.
constexpr size_t kNamedNodes = 4;

std::string NamesOf(std::span<const size_t> positions, std::span<const NodeFacts> nodes) {
  std::string names;
  for (size_t i = 0; i < std::min(positions.size(), kNamedNodes); ++i) {
    names += (i == 0 ? "" : ", ") + nodes[positions[i]].name;
  }
  if (positions.size() > kNamedNodes) {
    names += fmt::format(" and {} more", positions.size() - kNamedNodes);
  }
  return names;
}

bool AnyAnswers(std::span<const NodeFacts> nodes) {
  return std::any_of(nodes.begin(), nodes.end(), [](const NodeFacts& node) {
    return std::any_of(node.answers.begin(), node.answers.end(), [](const run::NodeAnswer& answer) {
      return answer.aspect == run::NodeAspect::kVersion;
    });
  });
}

std::string Heading(const std::string& host, std::span<const NodeFacts> nodes,
                    std::span<const NodeDifference> differences) {
  const std::string compared = fmt::format("{} addresses of {}", nodes.size(), Printable(host));
  if (nodes.size() < 2) return compared + ": nothing to compare";
  if (differences.empty()) {
    return AnyAnswers(nodes) ? compared + " answer alike" : compared + ": none answers in TLS";
  }
  const std::vector<size_t> odd = run::OddNodes(differences);
  if (odd.empty()) return compared + " differ, and none is like most";
  if (odd.size() == 1) return compared + fmt::format(": {} is the odd one out", nodes[odd[0]].name);
  return compared + ": " + NamesOf(odd, nodes) + " differ from the others";
}

/// Who gave each answer of a difference, as far as a line has room for it.
std::vector<std::string> Givers(const NodeDifference& difference,
                                std::span<const NodeFacts> nodes) {
  std::vector<std::string> givers;
  for (size_t i = 0; i < difference.groups.size(); ++i) {
    const std::vector<size_t>& positions = difference.groups[i].nodes;
    const bool most = i == 0 && difference.majority;
    givers.push_back(most ? fmt::format("{} of {}", positions.size(), nodes.size())
                          : NamesOf(positions, nodes));
  }
  return givers;
}

}  // namespace

std::string PoolText(const std::string& host, std::span<const NodeFacts> nodes, size_t width) {
  constexpr size_t kWidestColumn = 40;
  const std::vector<NodeDifference> differences = run::Compare(nodes);
  std::string text = Heading(host, nodes, differences) + '\n';
  for (const NodeDifference& difference : differences) {
    text += fmt::format("  {}\n", run::Title(difference.aspect));
    const std::vector<std::string> givers = Givers(difference, nodes);
    size_t column = 0;
    for (const std::string& giver : givers) {
      column = std::max(column, std::min(Characters(giver), kWidestColumn));
    }
    for (size_t i = 0; i < givers.size(); ++i) {
      text +=
          Block(fmt::format("    {:<{}}  ", givers[i], column), difference.groups[i].text, width);
    }
  }
  return text;
}

void WritePool(const std::string& host, std::span<const NodeFacts> nodes, JsonWriter& json) {
  const std::vector<NodeDifference> differences = run::Compare(nodes);
  const auto write_positions = [&json](const char* key, std::span<const size_t> positions) {
    json.Key(key).BeginArray();
    for (const size_t position : positions) json.Unsigned(position);
    json.EndArray();
  };
  json.Key("pool").BeginObject().Field("host", host);
  write_positions("odd", run::OddNodes(differences));
  json.Key("differences").BeginArray();
  for (const NodeDifference& difference : differences) {
    json.BeginObject().Field("what", run::ToString(difference.aspect));
    json.Key("majority").Bool(difference.majority).Key("answers").BeginArray();
    for (const NodeGroup& group : difference.groups) {
      json.BeginObject().Field("text", group.text);
      write_positions("targets", group.nodes);
      json.EndObject();
    }
    json.EndArray().EndObject();
  }
  json.EndArray().EndObject();
}

}  // namespace shakedown::report

#include "run/pool.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "attempt/trace_view.h"
#include "core/text.h"

namespace shakedown::run {
namespace {

using attempt::Attempt;

constexpr size_t kShownNames = 3;
constexpr size_t kLongestName = 60;

struct AspectWords {
  NodeAspect aspect;
  const char* id;
  const char* title;
};
constexpr AspectWords kAspects[] = {
    {NodeAspect::kReached, "reached", "reached"},
    {NodeAspect::kOutcome, "outcome", "outcome"},
    {NodeAspect::kCause, "cause", "cause"},
    {NodeAspect::kEnforcement, "enforcement", "enforcement"},
    {NodeAspect::kVersion, "version", "TLS version"},
    {NodeAspect::kRequest, "request", "asks for a certificate"},
    {NodeAspect::kCaNames, "ca-names", "CA names listed"},
    {NodeAspect::kSignatureAlgorithms, "signature-algorithms", "signature algorithms"},
    {NodeAspect::kCertificateTypes, "certificate-types", "certificate types"},
    {NodeAspect::kServerCertificate, "server-certificate", "server certificate"},
    {NodeAspect::kReply, "reply", "reply"},
};

const AspectWords& WordsOf(NodeAspect aspect) {
  return *std::find_if(std::begin(kAspects), std::end(kAspects),
                       [aspect](const AspectWords& words) { return words.aspect == aspect; });
}

/// Collects what one node showed.
class Facts {
 public:
  explicit Facts(const SurveyResult& result) {
    if (result.target != nullptr) facts_.name = Printable(result.target->name);
    if (result.error) {
      Add(NodeAspect::kReached, "not tried: " + Printable(result.error->Line()));
      return;
    }
    if (!result.found || result.found->attempts.empty()) return;
    const Investigation& found = *result.found;
    const Attempt& subject = found.attempts[found.subject];
    if (!attempt::NegotiatedVersion(subject.trace) &&
        !attempt::FirstMessage(subject.trace, attempt::Side::kServer,
                               tls::HandshakeType::kServerHello)) {
      AddVerdict(found.diagnosis);
      Add(NodeAspect::kReached, "no TLS answer");
      return;
    }
    Add(NodeAspect::kReached, "answers");
    AddVerdict(found.diagnosis);
    AddHandshake(subject.trace);
    AddRequest(subject.trace);
  }

  NodeFacts Take() { return std::move(facts_); }

 private:
  void Add(NodeAspect aspect, std::string text) {
    std::string key = text;
    Add(aspect, std::move(text), std::move(key));
  }
  void Add(NodeAspect aspect, std::string text, std::string key) {
    facts_.answers.push_back({aspect, std::move(text), std::move(key)});
  }

  void AddVerdict(const diagnosis::Diagnosis& diagnosis) {
    Add(NodeAspect::kOutcome, diagnosis::ToString(diagnosis.outcome));
    const diagnosis::Finding& cause = diagnosis.cause;
    if (!cause.id.empty()) {
      std::string text = Printable(cause.id);
      if (!cause.summary.empty()) text += ": " + Printable(cause.summary);
      Add(NodeAspect::kCause, std::move(text), cause.id);
    }
    if (diagnosis.enforcement != diagnosis::Enforcement::kUnknown) {
      Add(NodeAspect::kEnforcement, diagnosis::ToString(diagnosis.enforcement));
    }
  }

  void AddHandshake(const attempt::HandshakeTrace& trace) {
    if (const auto version = attempt::NegotiatedVersion(trace)) {
      Add(NodeAspect::kVersion, tls::Name(*version));
    }
    const auto checked = attempt::First<attempt::ServerChecked>(trace);
    if (checked && !checked->chain.empty()) {
      const attempt::CertificateFacts& leaf = checked->chain.front();
      Add(NodeAspect::kServerCertificate,
          fmt::format("{}, serial {}, until {}",
                      ElideMiddle(Printable(tls::ToText(leaf.subject)), kLongestName),
                      Printable(leaf.serial), FormatUtc(leaf.not_after)),
          leaf.sha256);
    }
    if (const auto reply = attempt::LastReply(trace)) {
      Add(NodeAspect::kReply, fmt::format("HTTP {}", reply->status));
    }
  }

  void AddRequest(const attempt::HandshakeTrace& trace) {
    const auto requests = attempt::CertificateRequests(trace);
    if (requests.empty()) {
      // A resumed handshake has none anyway.
      if (!attempt::Resumed(trace)) Add(NodeAspect::kRequest, "no");
      return;
    }
    const attempt::RequestSeen& seen = requests.front();
    Add(NodeAspect::kRequest, std::string("yes (") + attempt::ToString(seen.when) + ")");
    AddCaNames(*seen.request);
    AddList(NodeAspect::kSignatureAlgorithms, seen.request->signature_algorithms);
    AddList(NodeAspect::kCertificateTypes, seen.request->certificate_types);
  }

  void AddCaNames(const tls::CertificateRequest& request) {
    std::string text = request.ca_names.empty() ? "none" : "";
    std::string key;
    for (size_t i = 0; i < request.ca_names.size(); ++i) {
      const tls::DistinguishedName& name = request.ca_names[i];
      key += fmt::format("{}:", name.der.size());
      key.append(AsText(name.der));
      if (i >= kShownNames) continue;
      if (i > 0) text += "; ";
      text += ElideMiddle(Printable(tls::ToText(name)), kLongestName);
    }
    if (request.ca_names.size() > kShownNames) {
      text += fmt::format("; and {} more", request.ca_names.size() - kShownNames);
    }
    Add(NodeAspect::kCaNames, std::move(text), std::move(key));
  }

  template <typename CodePoint>
  void AddList(NodeAspect aspect, const std::vector<CodePoint>& points) {
    if (points.empty()) return;
    std::string text;
    for (const CodePoint point : points) text += (text.empty() ? "" : " ") + tls::Name(point);
    Add(aspect, std::move(text));
  }

  NodeFacts facts_;
};

const NodeAnswer* AnswerOf(const NodeFacts& node, NodeAspect aspect) {
  const auto found = std::find_if(node.answers.begin(), node.answers.end(),
                                  [aspect](const NodeAnswer& a) { return a.aspect == aspect; });
  return found == node.answers.end() ? nullptr : &*found;
}

std::vector<NodeGroup> GroupsOf(std::span<const NodeFacts> nodes, NodeAspect aspect) {
  std::map<std::string, size_t> by_key;
  std::vector<NodeGroup> groups;
  for (size_t i = 0; i < nodes.size(); ++i) {
    const NodeAnswer* answer = AnswerOf(nodes[i], aspect);
    if (answer == nullptr) continue;
    const auto [at, is_new] = by_key.try_emplace(answer->key, groups.size());
    if (is_new) groups.push_back({answer->text, {}});
    groups[at->second].nodes.push_back(i);
  }
  std::stable_sort(groups.begin(), groups.end(), [](const NodeGroup& a, const NodeGroup& b) {
    return a.nodes.size() > b.nodes.size();
  });
  return groups;
}

}  // namespace

const char* ToString(NodeAspect aspect) { return WordsOf(aspect).id; }
const char* Title(NodeAspect aspect) { return WordsOf(aspect).title; }

NodeFacts FactsOf(const SurveyResult& result) { return Facts(result).Take(); }

std::vector<NodeDifference> Compare(std::span<const NodeFacts> nodes) {
  std::vector<NodeDifference> differences;
  for (const AspectWords& words : kAspects) {
    NodeDifference difference{words.aspect, GroupsOf(nodes, words.aspect)};
    if (difference.groups.size() < 2) continue;
    difference.majority = difference.groups[0].nodes.size() > difference.groups[1].nodes.size();
    differences.push_back(std::move(difference));
  }
  return differences;
}

std::vector<size_t> OddNodes(std::span<const NodeDifference> differences) {
  std::set<size_t> odd;
  for (const NodeDifference& difference : differences) {
    if (!difference.majority) continue;
    for (size_t i = 1; i < difference.groups.size(); ++i) {
      odd.insert(difference.groups[i].nodes.begin(), difference.groups[i].nodes.end());
    }
  }
  return {odd.begin(), odd.end()};
}

}  // namespace shakedown::run

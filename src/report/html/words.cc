#include "report/html/words.h"

#include <fmt/format.h>

#include <map>

#include "report/layout.h"

namespace shakedown::report::html {
namespace {

constexpr size_t kAnchorOctets = 120;

/// FNV-1a: the same on every machine and in every version.
uint32_t HashOf(std::string_view text) {
  uint32_t hash = 2166136261u;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619u;
  return hash;
}

}  // namespace

VerdictWord WordOf(model::CaseVerdict verdict, bool flaky, bool known_failure) {
  switch (verdict) {
    case model::CaseVerdict::kFailed: return {"FAILED", "failed", "\u2715"};
    case model::CaseVerdict::kError: return {"ERROR", "error", "!"};
    case model::CaseVerdict::kSkipped: return {"skipped", "skipped", "\u2013"};
    case model::CaseVerdict::kPassed: break;
  }
  if (flaky) return {"flaky", "flaky", "~"};
  if (known_failure) return {"known failure", "known", "\u2713"};
  return {"passed", "passed", "\u2713"};
}

VerdictWord WordOf(const model::CaseEntry& entry) {
  VerdictWord word = WordOf(entry.verdict, entry.flaky, entry.known_failure);
  if (entry.subject == model::Subject::kCases) return word;
  switch (entry.verdict) {
    case model::CaseVerdict::kPassed: word.word = "ACCEPTED"; break;
    case model::CaseVerdict::kFailed: word.word = "REFUSED"; break;
    case model::CaseVerdict::kError: word.word = "NO VERDICT"; break;
    case model::CaseVerdict::kSkipped: word.word = "not tried"; break;
  }
  return word;
}

VerdictWord WordOfOutcome(std::string_view outcome) {
  if (outcome == "accepted") return {"ACCEPTED", "passed", "\u2713"};
  if (outcome == "refused") return {"REFUSED", "failed", "\u2715"};
  return {"NO VERDICT", "error", "!"};
}

std::string WhoOf(std::string_view fault) {
  if (fault == "client") return "the client's side: whoever runs this client";
  if (fault == "server") return "the server's side: whoever runs the server";
  if (fault == "path") return "whoever runs what lies between client and server";
  if (fault == "certificate") return "whoever issues the client's certificates";
  return {};
}

std::string CertaintyText(std::string_view certainty) {
  if (certainty == "certain") return "certain: it is proved";
  if (certainty == "likely") return "likely: it fits best by far";
  if (certainty == "possible") return "possible: one of several";
  return std::string(certainty);
}

std::string EnforcementText(std::string_view enforcement) {
  if (enforcement == "not-requested") return "the server does not ask for a certificate";
  if (enforcement == "optional") return "the server asks for a certificate and does without";
  if (enforcement == "required-tls") return "the handshake fails without a certificate";
  if (enforcement == "required-http") return "HTTP refuses without a certificate";
  if (enforcement == "required-later") return "the server asks for a certificate after the request";
  return {};
}

std::string CountOf(uint64_t count, std::string_view noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

std::string CountOf(uint64_t count, model::Subject subject, std::string_view adjective) {
  const char* one = "case";
  const char* many = "cases";
  if (subject == model::Subject::kTargets) one = "target", many = "targets";
  if (subject == model::Subject::kAddresses) one = "address", many = "addresses";
  if (subject == model::Subject::kConnections) one = "connection", many = "connections";
  return fmt::format("{} {}{}{}", count, adjective, adjective.empty() ? "" : " ",
                     count == 1 ? one : many);
}

Anchors::Anchors(const std::vector<model::CaseEntry>& entries) {
  std::map<std::string, int> uses;
  anchors_.reserve(entries.size());
  for (const model::CaseEntry& entry : entries) {
    anchors_.push_back("case-" + Slug(entry.id, kAnchorOctets));
    ++uses[anchors_.back()];
  }
  std::map<std::string, int> repeats;
  for (size_t i = 0; i < entries.size(); ++i) {
    if (uses[anchors_[i]] == 1) continue;
    anchors_[i] += fmt::format("-{:08x}", HashOf(entries[i].id));
    if (const int again = ++repeats[anchors_[i]]; again > 1)
      anchors_[i] += fmt::format("-{}", again);
  }
}

}  // namespace shakedown::report::html

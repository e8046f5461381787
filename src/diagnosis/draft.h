// Builds one Finding: the rule says what it concludes, the draft adds the observations with their
// event numbers in the wording that all findings share.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "diagnosis/case.h"
#include "diagnosis/hops/seen_hop.h"

namespace shakedown::diagnosis {

class Draft {
 public:
  /// `c` is borrowed until `Done`.
  Draft(const Case& c, Certainty certainty) : case_(c) { finding_.certainty = certainty; }

  /// One line with the names and numbers of this case.
  Draft& Summary(std::string text);
  /// One to four plain sentences.
  Draft& Explain(std::string text);
  /// One thing to change; the first is the most useful.
  Draft& Fix(std::string text);

  /// An observation of this attempt; `event` -1 is a local fact.
  Draft& Show(std::string text, int event = -1);
  /// An observation of another attempt.
  Draft& ShowIn(const Other& other, std::string text, int event = -1);
  /// The server's request and the names it lists, or that there was none.
  Draft& ShowRequest();
  /// What the client answered to the request: its certificates, or nothing.
  Draft& ShowSent();
  /// The server's last word, and what probes showed about its meaning.
  Draft& ShowVerdict();
  /// Who stands in the way, by its marks; at most three.
  Draft& ShowHops(const std::vector<SeenHop>& hops);
  /// The server's clock beside ours.
  Draft& ShowClocks();

  Finding Done() { return std::move(finding_); }

 private:
  void ShowProbes();

  const Case& case_;
  Finding finding_;
};

/// "the client's certificate 'CN=alice'" or "the intermediate 'CN=...'" for a depth of the chain.
std::string CertificateText(const Case& c, int depth);
/// The authorities that the server lists: "'CN=A', 'CN=B' and 3 more"; empty if it lists none.
std::string ListedAuthorities(const Case& c);
/// The server for use in a sentence: "nginx", "the server".
std::string ServerText(const Case& c);
/// `count` and the noun in its number: "1 intermediate", "2 intermediates".
std::string Count(size_t count, std::string_view noun);

}  // namespace shakedown::diagnosis

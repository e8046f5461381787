#include "net/starttls.h"

#include <algorithm>
#include <array>

#include "core/assert.h"
#include "net/starttls/protocols.h"

namespace shakedown::net {
namespace {

struct Row {
  std::string_view protocol;
  void (*ask)(starttls::Dialogue& dialogue, const std::string& host);
};

constexpr std::array<Row, 12> kRows{{
    {"smtp", starttls::AskSmtp},
    {"lmtp", starttls::AskLmtp},
    {"imap", starttls::AskImap},
    {"pop3", starttls::AskPop3},
    {"sieve", starttls::AskSieve},
    {"ldap", starttls::AskLdap},
    {"ftp", starttls::AskFtp},
    {"xmpp-client", starttls::AskXmppClient},
    {"xmpp-server", starttls::AskXmppServer},
    {"irc", starttls::AskIrc},
    {"postgres", starttls::AskPostgres},
    {"mysql", starttls::AskMysql},
}};

const Row* Find(std::string_view protocol) {
  const auto found = std::find_if(kRows.begin(), kRows.end(),
                                  [protocol](const Row& row) { return row.protocol == protocol; });
  return found != kRows.end() ? &*found : nullptr;
}

}  // namespace

bool SpeaksStarttls(std::string_view protocol) { return Find(protocol) != nullptr; }

StarttlsOutcome AskForTls(const StarttlsRequest& request, Transport& transport, Deadline deadline,
                          const DialogueListener& listener) {
  const Row* row = Find(request.protocol);
  SHAKEDOWN_ASSERT(row != nullptr);
  starttls::Dialogue dialogue(transport, deadline, listener);
  row->ask(dialogue, request.host);
  return dialogue.Outcome();
}

}  // namespace shakedown::net

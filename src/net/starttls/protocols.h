// The dialogues, one file a protocol. Each returns with the dialogue ready for TLS, or over.
#pragma once

#include <string>

#include "net/starttls/dialogue.h"

namespace shakedown::net::starttls {

/// RFC 3207: EHLO, STARTTLS.
void AskSmtp(Dialogue& dialogue, const std::string& host);
/// RFC 2033: LHLO, STARTTLS.
void AskLmtp(Dialogue& dialogue, const std::string& host);
/// RFC 9051 section 6.2.1: CAPABILITY, STARTTLS.
void AskImap(Dialogue& dialogue, const std::string& host);
/// RFC 2595 section 4: CAPA, STLS.
void AskPop3(Dialogue& dialogue, const std::string& host);
/// RFC 5804 section 2.2: STARTTLS after the greeting's list.
void AskSieve(Dialogue& dialogue, const std::string& host);
/// RFC 4511 section 4.14: the extended operation StartTLS.
void AskLdap(Dialogue& dialogue, const std::string& host);
/// RFC 4217 section 4: AUTH TLS.
void AskFtp(Dialogue& dialogue, const std::string& host);
/// RFC 6120 section 5: a stream, its features, starttls.
void AskXmppClient(Dialogue& dialogue, const std::string& host);
void AskXmppServer(Dialogue& dialogue, const std::string& host);
/// IRCv3 tls: the command STARTTLS, numerics 670 and 691.
void AskIrc(Dialogue& dialogue, const std::string& host);
/// PostgreSQL frontend/backend protocol, SSLRequest.
void AskPostgres(Dialogue& dialogue, const std::string& host);
/// MySQL client/server protocol, SSLRequest.
void AskMysql(Dialogue& dialogue, const std::string& host);

}  // namespace shakedown::net::starttls

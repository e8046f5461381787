// The steps of application.cc's table, one file a protocol.
#pragma once

#include <memory>

#include "attempt/target.h"
#include "handshake/application.h"

namespace shakedown::handshake {

/// EHLO or LHLO, and QUIT. After STARTTLS no greeting comes (RFC 3207 section 4.2).
std::unique_ptr<ApplicationStep> MakeSmtpStep(const attempt::Target& target);
/// CAPABILITY, and LOGOUT.
std::unique_ptr<ApplicationStep> MakeImapStep(const attempt::Target& target);
/// CAPA, and QUIT.
std::unique_ptr<ApplicationStep> MakePop3Step(const attempt::Target& target);
/// CAPABILITY.
std::unique_ptr<ApplicationStep> MakeSieveStep(const attempt::Target& target);
/// An anonymous bind.
std::unique_ptr<ApplicationStep> MakeLdapStep(const attempt::Target& target);
/// FEAT, and QUIT.
std::unique_ptr<ApplicationStep> MakeFtpStep(const attempt::Target& target);
/// A stream and its features.
std::unique_ptr<ApplicationStep> MakeXmppStep(const attempt::Target& target);
/// CAP LS, and QUIT.
std::unique_ptr<ApplicationStep> MakeIrcStep(const attempt::Target& target);
/// StartupMessage; the server says which authentication it wants, or why it refuses.
std::unique_ptr<ApplicationStep> MakePostgresStep(const attempt::Target& target);
/// A login without a password.
std::unique_ptr<ApplicationStep> MakeMysqlStep(const attempt::Target& target);
/// CONNECT of MQTT 3.1.1 without a user.
std::unique_ptr<ApplicationStep> MakeMqttStep(const attempt::Target& target);
/// PING.
std::unique_ptr<ApplicationStep> MakeRedisStep(const attempt::Target& target);
/// The protocol header; the server answers with Connection.Start.
std::unique_ptr<ApplicationStep> MakeAmqpStep(const attempt::Target& target);
/// ApiVersions, version 0.
std::unique_ptr<ApplicationStep> MakeKafkaStep(const attempt::Target& target);

}  // namespace shakedown::handshake

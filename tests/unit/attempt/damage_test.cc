#include "attempt/damage.h"

#include <gtest/gtest.h>

#include "attempt/spec.h"

namespace shakedown::attempt {
namespace {

using Message = Damage::Message;
using Operation = Damage::Operation;

TEST(damage, WordsGoBothWays) {
  for (const Message message : AllDamageMessages()) {
    EXPECT_EQ(DamageMessageFromName(ToString(message)), message);
  }
  for (const Operation operation : AllDamageOperations()) {
    EXPECT_EQ(DamageOperationFromName(ToString(operation)), operation);
  }
  EXPECT_FALSE(DamageMessageFromName("server-hello"));
  EXPECT_FALSE(DamageOperationFromName("explode"));
}

TEST(damage, EveryListedWordIsAnArgumentThatFits) {
  for (const Message message : AllDamageMessages()) {
    for (const Operation operation : AllDamageOperations()) {
      for (const std::string_view word : DamageWords(message, operation)) {
        const Damage damage{message, operation, std::string(word)};
        const bool elsewhere =
            DamageProblem({message, operation, ""}).value_or("").find("cannot be done") !=
            std::string::npos;
        if (elsewhere || word == ToString(message)) continue;
        EXPECT_EQ(DamageProblem(damage), std::nullopt) << ToText(damage);
      }
    }
  }
}

TEST(damage, AfterTheHandshakeOnlyAnAnswerCanBeDamaged) {
  const auto late = [](Message message, Operation operation, const char* argument) {
    return Damage{message, operation, argument, Damage::When::kPostHandshake};
  };
  const Damage update = late(Message::kCertificate, Operation::kPrecedeWith, "key-update");
  EXPECT_EQ(DamageProblem(update), std::nullopt);
  EXPECT_EQ(ToText(update), "post-handshake certificate precede-with=key-update");
  EXPECT_NE(DamageProblem({Message::kCertificate, Operation::kPrecedeWith, "key-update"}),
            std::nullopt);
  EXPECT_EQ(DamageProblem(late(Message::kCertificate, Operation::kUnasked, "")), std::nullopt);
  EXPECT_NE(DamageProblem({Message::kCertificate, Operation::kUnasked, ""}), std::nullopt);
  EXPECT_NE(DamageProblem(late(Message::kClientHello, Operation::kSplitRecords, "1")),
            std::nullopt);
  EXPECT_NE(DamageProblem(late(Message::kCertificateVerify, Operation::kKey, "other")),
            std::nullopt);
  EXPECT_TRUE(ActsLate(std::vector{update}));
  EXPECT_FALSE(RewritesFlight(std::vector{update}));
  EXPECT_EQ(DamageTimeFromName("post-handshake"), Damage::When::kPostHandshake);
  EXPECT_FALSE(DamageTimeFromName("renegotiation"));
}

TEST(damage, HidingSecureRenegotiationRewritesTheFlight) {
  const Damage hidden{Message::kClientHello, Operation::kReplaceWith, "no-secure-renegotiation"};
  EXPECT_EQ(DamageProblem(hidden), std::nullopt);
  EXPECT_TRUE(RewritesFlight(std::vector{hidden}));
  EXPECT_FALSE(RewritesFlight(std::vector{SplitClientHello()}));
}

TEST(damage, SaysWhatCannotBeDone) {
  const auto problem = [](Message message, Operation operation, const char* argument) {
    return DamageProblem({message, operation, argument}).value_or("");
  };
  EXPECT_EQ(problem(Message::kFinished, Operation::kFlipBit, "7"), "");
  EXPECT_EQ(problem(Message::kFinished, Operation::kFlipBit, "seven"),
            "flip-bit of finished is a number");
  EXPECT_EQ(problem(Message::kClientHello, Operation::kOmit, ""),
            "omit cannot be done to client-hello");
  EXPECT_EQ(problem(Message::kCertificate, Operation::kReorder, "certificate"),
            "a message cannot go before itself");
  EXPECT_EQ(problem(Message::kCertificate, Operation::kLength, "list+1"), "");
  EXPECT_NE(problem(Message::kCertificate, Operation::kLength, "signature+1"), "");
  EXPECT_NE(problem(Message::kCertificate, Operation::kLength, "list*1"), "");
  EXPECT_EQ(problem(Message::kCertificate, Operation::kExtension, "0x1234"), "");
  EXPECT_EQ(problem(Message::kCertificate, Operation::kExtension, "18:0000"), "");
  EXPECT_NE(problem(Message::kCertificate, Operation::kExtension, "0x12"), "");
  EXPECT_EQ(problem(Message::kCertificateVerify, Operation::kScheme, "ecdsa_sha1"), "");
  EXPECT_EQ(problem(Message::kCertificateVerify, Operation::kScheme, "0x0903"), "");
  EXPECT_NE(problem(Message::kCertificateVerify, Operation::kScheme, "no_such"), "");
  EXPECT_NE(problem(Message::kCertificate, Operation::kSplitRecords, "0"), "");
  EXPECT_NE(problem(Message::kCertificate, Operation::kDuplicate, "yes"), "");
}

TEST(damage, LengthsReadWithTheirSign) {
  const auto lie = ParseLengthLie("entry-12");
  ASSERT_TRUE(lie);
  EXPECT_EQ(lie->field, "entry");
  EXPECT_EQ(lie->sign, '-');
  EXPECT_EQ(lie->number, 12U);
  EXPECT_FALSE(ParseLengthLie("entry"));
  EXPECT_FALSE(ParseLengthLie("entry+"));
}

TEST(damage, OnlyWhatChangesTheFlightRewritesIt) {
  EXPECT_FALSE(RewritesFlight(std::vector{WrongKey(), SplitClientHello()}));
  EXPECT_TRUE(SignsWithForeignKey(std::vector{WrongKey()}));
  const Damage bit{Message::kCertificateVerify, Operation::kFlipBit, "7"};
  EXPECT_TRUE(RewritesFlight(std::vector{bit}));
  EXPECT_FALSE(SignsWithForeignKey(std::vector{bit}));
  EXPECT_EQ(ToText(bit), "certificate-verify flip-bit=7");
  EXPECT_TRUE(HandshakeSpec().damage.empty());
}

}  // namespace
}  // namespace shakedown::attempt

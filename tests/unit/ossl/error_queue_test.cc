#include "ossl/error_queue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/err.h>
#include <openssl/evperr.h>
#include <openssl/x509err.h>

#include <thread>

namespace shakedown::ossl {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

TEST(ErrorQueue, DrainsOldestFirstWithNumbersAndText) {
  ClearErrors();
  ERR_raise(ERR_LIB_X509, X509_R_BAD_X509_FILETYPE);
  ERR_raise_data(ERR_LIB_EVP, EVP_R_BAD_DECRYPT, "block %d", 7);
  const std::vector<QueueEntry> entries = DrainErrors();
  ASSERT_THAT(entries, SizeIs(2));
  EXPECT_EQ(entries[0].library, ERR_LIB_X509);
  EXPECT_EQ(entries[0].reason, X509_R_BAD_X509_FILETYPE);
  EXPECT_EQ(entries[1].library, ERR_LIB_EVP);
  EXPECT_EQ(entries[1].reason, EVP_R_BAD_DECRYPT);
  EXPECT_THAT(entries[1].text, HasSubstr("(block 7)"));
}

TEST(ErrorQueue, IsEmptyAfterDraining) {
  ERR_raise(ERR_LIB_X509, X509_R_BAD_X509_FILETYPE);
  DrainErrors();
  EXPECT_THAT(DrainErrors(), IsEmpty());
}

TEST(ErrorQueue, ClearForgetsEverything) {
  ERR_raise(ERR_LIB_X509, X509_R_BAD_X509_FILETYPE);
  ClearErrors();
  EXPECT_THAT(DrainErrors(), IsEmpty());
}

TEST(ErrorQueue, TextIsPrintable) {
  ClearErrors();
  ERR_raise_data(ERR_LIB_EVP, EVP_R_BAD_DECRYPT, "\x1b[31mred\n");
  const std::vector<QueueEntry> entries = DrainErrors();
  ASSERT_THAT(entries, SizeIs(1));
  EXPECT_EQ(entries[0].text.find('\x1b'), std::string::npos);
  EXPECT_EQ(entries[0].text.find('\n'), std::string::npos);
}

TEST(ErrorQueue, UnknownNumbersStillHaveText) {
  ClearErrors();
  ERR_raise(ERR_LIB_USER + 40, 123);
  const std::vector<QueueEntry> entries = DrainErrors();
  ASSERT_THAT(entries, SizeIs(1));
  EXPECT_EQ(entries[0].text, "library " + std::to_string(ERR_LIB_USER + 40) + ": reason 123");
}

TEST(ErrorQueue, LibraryErrorKeepsCodeAndJoinsTexts) {
  ClearErrors();
  ERR_raise_data(ERR_LIB_EVP, EVP_R_BAD_DECRYPT, "one");
  ERR_raise_data(ERR_LIB_EVP, EVP_R_BAD_DECRYPT, "two");
  const Error error = LibraryError(ErrorCode::kFormat, "cannot do it");
  EXPECT_EQ(error.code(), ErrorCode::kFormat);
  EXPECT_THAT(error.message(), testing::StartsWith("cannot do it: "));
  EXPECT_THAT(error.message(), HasSubstr("(one); "));
  EXPECT_THAT(error.message(), HasSubstr("(two)"));
  EXPECT_THAT(DrainErrors(), IsEmpty());
}

TEST(ErrorQueue, LibraryErrorWithoutEntriesIsThePlainSentence) {
  ClearErrors();
  EXPECT_EQ(LibraryError(ErrorCode::kInternal, "cannot do it").message(), "cannot do it");
}

TEST(ErrorQueue, BelongsToItsThread) {
  ClearErrors();
  std::thread([] { ERR_raise(ERR_LIB_EVP, EVP_R_BAD_DECRYPT); }).join();
  EXPECT_THAT(DrainErrors(), IsEmpty());
}

}  // namespace
}  // namespace shakedown::ossl

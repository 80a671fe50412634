import { Button, Loader, Stack, Text } from '@mantine/core';
import { t } from '../i18n';

/** What stands there before it is known who is signed in. */
export function Starting({ failed, onRetry }: { failed: boolean; onRetry: () => void }) {
  return (
    <Stack component="main" align="center" justify="center" h="100%" gap="md" p="lg">
      {failed ? (
        <>
          <Text ta="center" maw={420} role="alert">
            {t('failure.network')}
          </Text>
          <Button onClick={onRetry}>{t('retry')}</Button>
        </>
      ) : (
        <Loader aria-label={t('loading')} role="status" />
      )}
    </Stack>
  );
}
